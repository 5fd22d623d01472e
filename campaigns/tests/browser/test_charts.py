"""Charts in a browser: drawn under the strict policy, walked by key, saved as files, and readable without script."""

import re

import pytest
from playwright.sync_api import expect

from campaigns.tests.reports.pages import REPORT_PAGES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample")]
DRAWN = "figure[data-drawn] .hits_marks path"


@pytest.mark.by_lot(4)
@pytest.mark.parametrize("report", REPORT_PAGES)
def test_every_report_draws_its_chart_without_complaint(page, browser_problems, report):
    page.goto(f"/{report}/")
    expect(page.locator(DRAWN).first).to_be_attached()
    assert not browser_problems


def test_the_overview_draws_three_charts_and_fetches_what_needs_attention(page, browser_problems):
    page.goto("/")
    page.locator("[data-fragment]").scroll_into_view_if_needed()
    expect(page.locator("figure[data-drawn]")).to_have_count(3)
    expect(page.locator(".attention li").first).to_be_visible()
    assert not browser_problems


def test_the_library_is_loaded_only_when_a_chart_comes_near(page):
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto("/posts/")
    page.evaluate("localStorage.setItem('charts', 'folded')")
    page.goto("/campaigns/")
    page.wait_for_load_state("networkidle")
    assert not any("vega" in url for url in fetched)
    page.get_by_role("button", name="Show the chart").click()
    expect(page.locator(DRAWN).first).to_be_attached()
    assert sum("vega" in url for url in fetched) == 1


def test_a_mark_leads_to_the_filtered_report(page):
    page.goto("/campaigns/?sort=campaign")
    page.locator(DRAWN).nth(1).click()
    expect(page).to_have_url(re.compile(r"/influencers/\?campaign=MB_One$"))
    assert len(page.context.pages) == 1


def test_a_hover_says_the_figures_of_the_table(page):
    page.goto("/campaigns/?sort=campaign")
    page.locator(DRAWN).nth(1).hover()
    tip = page.locator("#vg-tooltip-element")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("MB_One")
    expect(tip).to_contain_text("₹750")


def test_marks_are_walked_and_opened_by_key(page):
    page.goto("/campaigns/?sort=campaign")
    expect(page.locator(DRAWN).first).to_be_attached()
    page.get_by_role("button", name="Hide the chart").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("HK_Two: ROAS")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("MB_One: ROAS")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/influencers/\?campaign=MB_One$"))


def test_the_twin_opens_beside_the_picture(page):
    page.goto("/")
    twin = page.get_by_role("region", name="Revenue and payout", exact=True)
    expect(page.locator("figure[data-drawn]").first).to_be_attached()
    expect(twin).to_be_hidden()
    page.get_by_role("button", name="Table").first.click()
    expect(twin).to_be_visible()
    expect(page.get_by_role("button", name="Table").first).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<svg "), ("png", b"\x89PNG")])
def test_a_picture_is_saved(page, kind, start):
    page.emulate_media(color_scheme="dark")
    page.goto("/campaigns/")
    expect(page.locator(DRAWN).first).to_be_attached()
    with page.expect_download() as download:
        page.get_by_role("button", name=kind.upper(), exact=True).click()
    assert download.value.suggested_filename == f"campaigns.{kind}"
    content = download.value.path().read_bytes()
    assert content.startswith(start) and len(content) > 2000
    if kind == "svg":
        assert b"var(" not in content and b"ROAS by campaign" in content and b"#fff" in content


def test_the_rows_of_a_chart_are_saved_as_csv(page):
    page.goto("/campaigns/?brand=MB")
    with page.expect_download() as download:
        page.locator("figure").get_by_role("link", name="CSV").click()
    assert download.value.path().read_text().splitlines()[1].startswith("MB_One,")


def test_colours_follow_the_theme_and_paper_is_light(page):
    page.emulate_media(color_scheme="light")
    page.goto("/campaigns/")
    expect(page.locator(DRAWN).first).to_be_attached()
    bar = page.locator("figure .mark-rect path").first
    light = bar.evaluate("bar => getComputedStyle(bar).fill")
    page.get_by_role("button", name="Dark or light").click()
    expect(bar).not_to_have_css("fill", light)
    page.emulate_media(media="print")
    expect(bar).to_have_css("fill", light)


def test_without_script_the_tables_are_shown(browser, live_server, page):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto("/")
    expect(plain.get_by_role("region", name="Revenue and payout", exact=True)).to_be_visible()
    expect(plain.get_by_text("The picture needs JavaScript").first).to_be_visible()
    expect(plain.get_by_role("button", name="Table")).to_have_count(0)
    context.close()


def test_no_chart_makes_a_phone_scroll_sideways(page):
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/", *(f"/{report}/" for report in REPORT_PAGES)):
        page.goto(path)
        expect(page.locator(DRAWN).first).to_be_attached()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path


def test_the_place_of_a_chart_is_kept_free_before_it_is_drawn(page):
    page.goto("/posts/")
    page.goto("/campaigns/", wait_until="commit")
    page.wait_for_selector(".chart-space", state="attached")
    before = page.locator("table.result").bounding_box()["y"]
    expect(page.locator(DRAWN).first).to_be_attached()
    assert abs(page.locator("table.result").bounding_box()["y"] - before) < 16
