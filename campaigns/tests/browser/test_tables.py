"""The tools of a table in a browser: columns, ticked rows, the copied link, what stays in sight, with no script too."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample")]

BOXES = """
["", " thead th", " tbody td", " tfoot td"]
    .map((part) => document.querySelector(".is-whole" + part).getBoundingClientRect().toJSON())
"""
"""Where the table's area, corner, first name and first total are, all at one moment: a page still moves as it fills."""


def head(page, name):
    """The heads of the column that is called so, whatever mark of sorting follows; waited for by ``expect``."""
    return page.locator("table.result thead th").filter(has_text=re.compile(rf"^\s*{name}[\s↓↑*]*$"))


@pytest.fixture
def plain(browser, live_server, page):
    """A logged-in page without script."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    yield context.new_page()
    context.close()


def choose_roi(page):
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("ROI", exact=True).check()
    page.get_by_label("AOV", exact=True).uncheck()
    page.get_by_label("Compact").check()
    page.get_by_role("button", name="Show these").click()


def test_columns_are_chosen_and_the_address_keeps_its_filters(page):
    page.goto("/campaigns/?brand=MB&sort=-roas")
    choose_roi(page)
    expect(page).to_have_url(re.compile(r"/campaigns/\?brand=MB&sort=-roas$"))
    expect(head(page, "ROI")).to_have_count(1)
    expect(head(page, "AOV")).to_have_count(0)
    expect(page.locator(".is-compact")).to_have_count(1)
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("button", name="Back to the default").click()
    expect(head(page, "AOV")).to_have_count(1)


def test_without_script_columns_are_chosen_and_rows_compared_just_the_same(plain):
    plain.goto("/campaigns/")
    choose_roi(plain)
    expect(head(plain, "ROI")).to_have_count(1)
    plain.get_by_label("Choose MB_One").check()
    plain.get_by_label("Choose HK_Two").check()
    plain.get_by_role("button", name="Compare side by side").click()
    expect(plain.get_by_role("heading", name="Compare campaigns")).to_be_visible()
    expect(plain.locator("table.result thead th")).to_have_count(3)
    for name in ("HK_Two", "MB_One"):
        expect(plain.locator("table.result thead th").filter(has_text=name)).to_have_count(1)


def test_ticked_rows_are_counted_compared_and_exported(page):
    page.goto("/campaigns/?sort=campaign")
    expect(page.get_by_role("button", name="Compare side by side")).to_be_hidden()
    page.get_by_label("Choose MB_One").check()
    expect(page.get_by_text("1 ticked")).to_be_visible()
    expect(page.get_by_role("button", name="Compare side by side")).to_be_disabled()
    page.get_by_label("Choose all rows of this page").check()
    expect(page.get_by_text("3 ticked")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("Choose HK_Two").check()
    with page.expect_download() as download:
        page.locator("#chosen").get_by_role("button", name="Export CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "HK_Two" in text
    assert "MB_One" not in text


def test_what_scripts_say_is_looked_up_in_the_readers_language(page):
    page.add_init_script("window.gettext = (text) => `⟦${text}⟧`")
    page.goto("/campaigns/?sort=campaign")
    page.get_by_label("Choose MB_One").check()
    expect(page.get_by_text("⟦1 ticked⟧")).to_be_visible()
    page.locator("#pick-brand > summary").click()
    page.get_by_label("HK", exact=True).check()
    expect(page.locator("[data-filter-status]")).to_have_text("⟦1 row shown.⟧")


def test_a_tick_by_keyboard_and_escape_closes_the_columns(page):
    page.goto("/campaigns/")
    page.get_by_label("Choose MB_One").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("1 ticked")).to_be_visible()
    summary = page.locator("summary", has_text="Columns")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("ROI", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("ROI", exact=True)).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_copied_link_has_filters_sort_and_the_chosen_columns(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/campaigns/?brand=MB&sort=-roas")
    choose_roi(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    query = parse_qs(urlsplit(address).query)
    assert query.keys() == {"brand", "sort", "columns"}
    assert "roi" in query["columns"][0].split(",")
    page.goto(address)
    expect(head(page, "ROI")).to_have_count(1)


def test_head_totals_and_names_stay_in_sight_while_the_table_scrolls(page):
    page.set_viewport_size({"width": 700, "height": 420})
    page.goto("/influencers/?columns=all")
    page.evaluate("Object.assign(document.querySelector('.is-whole'), {scrollTop: 60, scrollLeft: 400})")
    area, corner, name, total = page.evaluate(BOXES)
    assert corner["y"] == pytest.approx(area["y"] + 1, abs=1)
    assert {round(box["x"] - area["x"] - 1) for box in (corner, name, total)} == {0}
    assert total["y"] + total["height"] <= area["y"] + area["height"] + 1
    assert page.evaluate("document.querySelector('.is-whole').scrollLeft") > 0


def test_on_paper_nothing_is_cut_off(page):
    page.goto("/influencers/?columns=all")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.is-whole')).maxHeight") == "none"
    expect(page.locator(".table-tools")).to_be_hidden()
    expect(page.locator(".tick").first).to_be_hidden()
