"""Loading files with a browser: drop or choose them, look at the preview, say what columns are, load, take back."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from campaigns.jobs.pulses import Heart
from campaigns.jobs.runner import name_heart
from campaigns.models import HeaderMapping, ImportRun, Job, TrackingEvent
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN, TEXTS

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 800}
FOREIGN = "Kunde,Umsatz,Tag,Werber\nA,100,2025-07-01,1\nB,200,2025-07-02,2\n"
AMBIGUOUS = "date,revenue,influencer_id,orders\n02-07-2025,5,1,1\n"
DROP = """([zone, files]) => {
    const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([text], name, {type: "text/csv"}));
    for (const kind of ["dragenter", "dragover", "drop"])
        zone.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()


def write(folder, texts):
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return [str(folder / f"{name}.csv") for name in texts]


def choose(page, folder, texts):
    page.goto("/imports/")
    page.locator("input[type=file]").set_input_files(write(folder, texts))


def check(page, folder, texts):
    choose(page, folder, texts)
    page.get_by_role("button", name="Check the files").click()
    page.wait_for_url("**/imports/jobs/*/")


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_files_are_chosen_previewed_and_loaded(page, tmp_path):
    page.goto("/")
    expect(page.get_by_text("Nothing has been imported yet")).to_be_visible()
    page.get_by_role("link", name="Import files").click()
    page.locator("input[type=file]").set_input_files(write(tmp_path, TEXTS))
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_role("heading", name="Ready to load")).to_be_visible()
    expect(page.get_by_role("article", name="tracking.csv")).to_contain_text("New4")
    assert TrackingEvent.objects.count() == 0
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_role("heading", name="Import run")).to_be_visible()
    page.get_by_role("link", name="See the figures").click()
    expect(page.locator("dl.figures")).to_contain_text("14.91×")
    assert TrackingEvent.objects.count() == 4


def test_files_are_dropped_listed_and_taken_out_of_the_list(page):
    page.goto("/imports/")
    zone = page.locator("[data-drop]").element_handle()
    page.evaluate(DROP, [zone, [[f"{name}.csv", text] for name, text in TEXTS.items()]])
    page.evaluate(DROP, [zone, [["more.csv", FOREIGN]]])
    listed = page.get_by_role("list", name="Chosen files").get_by_role("listitem")
    expect(listed).to_have_count(4)
    expect(listed.first).to_contain_text(f"influencers.csv{len(TEXTS['influencers'])} bytes")
    page.get_by_role("button", name="Remove more.csv").click()
    expect(listed).to_have_count(3)
    expect(page.get_by_role("button", name="Remove payouts.csv")).to_be_focused()
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_role("heading", name="Ready to load")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(3)


def test_the_drop_zone_is_reached_by_keyboard_and_shows_the_focus(page):
    page.goto("/imports/")
    page.locator("input[type=file]").focus()
    outline = page.locator("[data-drop]").evaluate("zone => getComputedStyle(zone).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Tab")
    expect(page.locator("summary", has_text="Options")).to_be_focused()


def test_too_much_is_said_before_it_is_sent(page, settings, tmp_path):
    settings.UPLOAD_MAX_BYTES = 100
    choose(page, tmp_path, TEXTS)
    expect(page.get_by_role("alert")).to_contain_text("at most 100 bytes are accepted")
    page.get_by_role("button", name="Check the files").click()
    expect(page).to_have_url(re.compile("/imports/$"))
    assert not Job.objects.exists()


def test_what_the_server_refuses_is_said_on_the_page(page, settings, tmp_path, browser_problems):
    choose(page, tmp_path, TEXTS)
    settings.DISK_RESERVE_BYTES = 10**18
    page.locator("[data-upload]").evaluate("form => form.append(new Option())")
    (tmp_path / "large.csv").write_text("date,revenue\n" + "2025-07-01,1\n" * 10_000)
    page.locator("input[type=file]").set_input_files(str(tmp_path / "large.csv"))
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_role("alert")).to_contain_text("The disk of the server is full")
    expect(page.get_by_role("button", name="Check the files")).to_be_enabled()
    browser_problems.clear()  # the browser reports the 507


def test_options_that_do_not_go_together_are_said_and_the_files_stay(page, tmp_path, browser_problems):
    choose(page, tmp_path, TEXTS)
    page.locator("summary", has_text="Options").click()
    expect(page.get_by_label("complete from")).to_be_hidden()
    page.get_by_label("Bad rows").select_option("skip")
    page.get_by_label("Stored rows that are not in the files").select_option("replace")
    expect(page.get_by_label("complete from")).to_be_visible()
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose one of the two.")
    expect(page.get_by_role("list", name="Chosen files").get_by_role("listitem")).to_have_count(3)
    browser_problems.clear()  # the browser reports the 400
    page.get_by_label("Bad rows").select_option("")
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_role("heading", name="Ready to load")).to_be_visible()


def test_a_file_with_a_mistake_shows_its_line_and_changes_nothing(page, tmp_path):
    check(page, tmp_path, {"tracking": TEXTS["tracking"].replace("4000", "a lot")})
    expect(page.get_by_role("heading", name="This cannot be loaded yet")).to_be_visible()
    problem = page.locator(".problem.is-error")
    expect(problem).to_contain_text("line 3, column revenue")
    expect(problem).to_contain_text("“a lot” is no amount.")
    expect(page.get_by_role("button", name="Load", exact=True)).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Rejected rows as CSV").click()
    assert "a lot" in download.value.path().read_text()
    page.get_by_role("button", name="Discard the files").click()
    expect(page.get_by_text("The files were dropped. Nothing was changed.")).to_be_visible()
    assert TrackingEvent.objects.count() == 0


def test_a_date_is_read_the_other_way_at_a_button(page, tmp_path):
    check(page, tmp_path, {"august": AMBIGUOUS})
    page.get_by_role("button", name="Read as day first").click()
    expect(page.get_by_role("heading", name="Ready to load")).to_be_visible()
    expect(page.get_by_text("2 July (day first)")).to_be_visible()


def test_columns_are_said_by_hand_remembered_and_forgotten(page, tmp_path):
    check(page, tmp_path, {"kunden": FOREIGN})
    page.get_by_label("The file holds").select_option("tracking")
    columns = page.get_by_role("article", name="kunden.csv")
    expect(columns.get_by_label("Umsatz").locator("optgroup")).to_have_count(1)
    for cell, column in {"Umsatz": "revenue", "Tag": "date", "Werber": "influencer_id"}.items():
        columns.get_by_label(cell).select_option(column)
    page.get_by_role("button", name="Check again with these columns").click()
    expect(page.get_by_role("heading", name="Ready to load")).to_be_visible()
    check(page, tmp_path, {"september": FOREIGN.replace("100", "300")})
    expect(page.get_by_role("heading", name="Ready to load")).to_be_visible()
    page.locator("summary", has_text="as asha said").click()
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_role("heading", name="This cannot be loaded yet")).to_be_visible()
    assert not HeaderMapping.objects.exists()


def test_another_dataset_takes_over_the_columns_that_it_has_too(page, tmp_path):
    check(page, tmp_path, {"t": "date,revenue,influencer_id,product\n2025-07-01,5,1,Whey\n"})
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("The file holds").select_option("posts")
    for label, column in {"date": "date", "revenue": "", "influencer_id": "influencer_id"}.items():
        expect(page.get_by_label(label, exact=True)).to_have_value(column)
    page.get_by_role("button", name="Check again with these columns").click()
    expect(page.get_by_role("heading", name="Ready to load")).to_be_visible()
    expect(page.locator(".file > header")).to_contain_text("posts")


def test_the_page_of_a_job_follows_it_and_leads_on(page):
    must_load(GOLDEN)
    run, user = ImportRun.objects.get(), User.objects.get(username="asha")
    values = {"kind": "load", "title": "july.csv", "actor": "asha", "state": "running", "attempt": 1}
    job = Job.objects.create(user=user, **values)
    with Heart(name_heart(job)) as heart:
        page.goto(f"/imports/jobs/{job.pk}/")
        heart.tell("checking", 30_000, 120_000)
        expect(page.get_by_role("status")).to_have_text("checking")
        expect(page.locator("[data-count]")).to_have_text("30,000 of 1,20,000")
        assert page.get_by_role("progressbar").evaluate("bar => bar.position") == 0.25
        heart.tell("spreading payouts")
        expect(page.get_by_role("status")).to_have_text("spreading payouts")
        assert page.get_by_role("progressbar").evaluate("bar => bar.position") == -1
    Job.objects.filter(pk=job.pk).update(state="done", outcome={"run": run.pk})
    expect(page.get_by_role("heading", name=f"Import run {run.pk}")).to_be_visible()


def test_what_waits_is_found_again_on_the_imports_page(page, tmp_path):
    check(page, tmp_path, TEXTS)
    expect(page.get_by_role("heading", name="Ready to load")).to_be_visible()
    page.goto("/imports/")
    page.get_by_role("region", name="Waiting for you").get_by_role("link").click()
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_role("heading", name="Import run")).to_be_visible()


def test_a_run_leads_to_its_rows_and_is_taken_back(page):
    must_load(GOLDEN)
    run = ImportRun.objects.get().pk
    page.goto(f"/imports/runs/{run}/")
    page.get_by_role("link", name="Rows of this run in tracking").click()
    expect(page.get_by_role("link", name=f"Import run: {run}")).to_be_visible()
    page.go_back()
    page.get_by_role("region", name="What it touched").get_by_role("link", name="Campaigns").click()
    expect(page.get_by_role("heading", name="Campaigns", level=1)).to_be_visible()
    page.goto(f"/imports/runs/{run}/")
    page.get_by_text(f"Take run {run} back …").click()
    expect(page.get_by_text("4 new rows go").first).to_be_visible()
    page.get_by_role("button", name="Yes, take it back").click()
    expect(page.get_by_text("Taken back on")).to_be_visible()
    assert TrackingEvent.objects.count() == 0


def test_no_page_of_an_import_scrolls_sideways_on_a_phone(page, tmp_path):
    page.set_viewport_size(PHONE)
    rows = "".join(f"2025-08-01,{'lots of money ' * 9}{n},1,1\n" for n in range(9))
    long = "a-file-with-a-very-long-name-" * 3
    choose(page, tmp_path, {long: "date,revenue,influencer_id,orders\n" + rows, "kunden": FOREIGN})
    page.locator("summary", has_text="Options").click()
    assert sideways(page) <= 0
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_role("heading", name="This cannot be loaded yet")).to_be_visible()
    assert sideways(page) <= 0
    page.goto("/imports/")
    assert sideways(page) <= 0


def test_without_script_files_are_sent_by_a_plain_form(browser, live_server, page, tmp_path):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    choose(plain, tmp_path, TEXTS)
    plain.get_by_role("button", name="Check the files").click()
    expect(plain.get_by_role("heading", name="Ready to load")).to_be_visible()
    plain.get_by_role("button", name="Load", exact=True).click()
    expect(plain.get_by_role("heading", name="Import run")).to_be_visible()
    context.close()
    assert TrackingEvent.objects.count() == 4
