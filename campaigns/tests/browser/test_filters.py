"""The filter bar in a browser: results follow without a page load, and everything also works without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample")]


def rows(page):
    """What the first column of the table shows, as something to wait for."""
    return page.locator("table.result tbody tr td:first-child")


def chips(page):
    return page.locator("#chips li a[title]")


def address(page, query):
    expect(page).to_have_url(re.compile(re.escape(query) + "$"))


def open_list(page, key):
    page.locator(f"#pick-{key} > summary").click()


@pytest.fixture
def kept(page):
    """A page of campaigns that is never loaded again: the mark in it must still be there at the end."""
    page.goto("/campaigns/")
    page.evaluate("window.isKept = true")
    yield page
    assert page.evaluate("window.isKept")


def test_a_tick_shows_its_rows_chip_and_count_while_the_list_stays_open(kept):
    open_list(kept, "brand")
    kept.get_by_label("HK", exact=True).check()
    expect(rows(kept)).to_have_text(["HK_Two"])
    address(kept, "/campaigns/?brand=HK")
    kept.get_by_label("MB", exact=True).check()
    expect(rows(kept)).to_have_count(2)
    expect(chips(kept)).to_have_text(["Brand is HK ×", "Brand is MB ×"])
    expect(kept.locator("#count-brand")).to_contain_text("2")
    expect(kept.get_by_role("status")).to_contain_text("2 rows shown")
    expect(kept.locator("#pick-brand")).to_have_attribute("open", "")
    href = kept.get_by_role("link", name="Export CSV").get_attribute("href")
    assert href == "?brand=HK&brand=MB&_export=csv"


def test_is_not_and_is_empty_take_the_place_of_is(kept):
    open_list(kept, "brand")
    kept.get_by_label("HK", exact=True).check()
    address(kept, "?brand=HK")
    kept.get_by_label("Not HK", exact=True).check()
    address(kept, "?brand__not=HK")
    expect(chips(kept)).to_have_text(["Brand is not HK ×"])
    expect(kept.get_by_label("HK", exact=True)).not_to_be_checked()
    kept.get_by_label("Not HK", exact=True).uncheck()
    open_list(kept, "product")
    kept.locator("#pick-product").get_by_label("is empty", exact=True).check()
    address(kept, "?product__empty=1")
    kept.get_by_label("Product is not empty").check()
    address(kept, "?product__empty=0")
    expect(chips(kept)).to_have_text(["Product is not empty ×"])


def test_typing_finds_people_by_name_and_id_and_enter_takes_the_first(kept):
    open_list(kept, "influencer")
    box = kept.get_by_label("Find: influencer")
    expect(box).to_be_focused()
    expect(kept.locator("#choices-influencer li")).to_have_count(4)
    box.press_sequentially("ash")
    expect(kept.locator("#choices-influencer li")).to_have_text(["Asha 1not"])
    box.press("Enter")
    address(kept, "?influencer=1")
    expect(chips(kept)).to_have_text(["Influencer is Asha ×"])
    box.fill("no such")
    expect(kept.get_by_text("Nothing is called so.")).to_be_visible()
    expect(kept.locator("#choices-influencer li")).to_have_text(["Asha 1not"])


def test_a_chip_and_clear_all_take_back_and_keep_the_keyboard_in_the_bar(kept):
    kept.goto("/campaigns/?brand=HK&influencer=2&sort=roas")
    kept.evaluate("window.isKept = true")
    kept.get_by_role("link", name="Brand is HK").click()
    address(kept, "?influencer=2&sort=roas")
    expect(kept.locator("#choices-brand :checked")).to_have_count(0)
    expect(kept.get_by_role("link", name="Influencer is Ben")).to_be_focused()
    kept.get_by_role("link", name="Clear all").click()
    address(kept, "/campaigns/")
    expect(rows(kept)).to_have_count(3)
    expect(chips(kept)).to_have_count(0)


def test_a_link_among_the_results_that_changes_filters_draws_the_bar_anew(kept):
    open_list(kept, "brand")
    kept.get_by_label("HK", exact=True).check()
    open_list(kept, "product")
    kept.get_by_label("Whey", exact=True).check()
    kept.keyboard.press("Escape")
    kept.get_by_role("link", name="clear all of them").click()
    address(kept, "/campaigns/")
    expect(rows(kept)).to_have_count(3)
    expect(kept.locator("#filters :checked")).to_have_count(0)
    expect(kept.locator("#filters .count b")).to_have_count(0)


def test_a_period_and_days_replace_each_other(kept):
    open_list(kept, "period")
    kept.get_by_role("link", name="Last 28 days").click()
    address(kept, "?period=last_28_days")
    expect(kept.locator("#pick-period > summary")).to_contain_text("Last 28 days")
    open_list(kept, "period")
    kept.get_by_label("From", exact=True).fill("2025-07-01")
    address(kept, "?date_after=2025-07-01")
    open_list(kept, "brand")
    kept.get_by_label("HK", exact=True).check()
    address(kept, "?date_after=2025-07-01&brand=HK")
    open_list(kept, "period")
    kept.get_by_role("link", name="All days").click()
    address(kept, "?brand=HK")


def test_a_sort_right_after_typing_keeps_both(kept):
    kept.get_by_role("searchbox", name="Search this page").press_sequentially("hk")
    kept.locator("th.col-roas a").first.click()
    expect(kept).to_have_url(re.compile("sort=-roas"))
    expect(rows(kept)).to_have_text(["HK_Two"])
    kept.wait_for_timeout(700)
    expect(kept).to_have_url(re.compile(r"\?(?=.*sort=-roas)(?=.*q=hk)"))
    expect(kept.locator("th[aria-sort=descending]")).to_contain_text("ROAS")
    kept.get_by_role("searchbox", name="Search this page").fill("")
    address(kept, "?sort=-roas")
    expect(rows(kept)).to_have_count(3)


def test_on_a_slow_line_nothing_that_was_chosen_in_between_is_lost(kept):
    def answer_late(route):
        kept.wait_for_timeout(600)
        route.continue_()

    kept.route(re.compile(r"/campaigns/\?"), answer_late)
    open_list(kept, "brand")
    kept.get_by_label("HK", exact=True).check()
    kept.get_by_label("MB", exact=True).check()
    kept.locator("th.col-roas a").first.dispatch_event("click")
    kept.get_by_role("searchbox", name="Search this page").press_sequentially("hk")
    expect(kept).to_have_url(re.compile(r"\?(?=.*sort=-roas)(?=.*q=hk)(?=.*brand=HK&brand=MB)"), timeout=10_000)
    expect(rows(kept)).to_have_text(["HK_Two"])
    expect(kept.locator("th[aria-sort=descending]")).to_contain_text("ROAS")
    kept.unroute_all(behavior="wait")


def test_typing_is_one_step_of_the_history_and_back_shows_what_was(page):
    page.goto("/campaigns/")
    open_list(page, "brand")
    page.get_by_label("HK", exact=True).check()
    address(page, "?brand=HK")
    page.keyboard.press("Escape")
    box = page.get_by_role("searchbox", name="Search this page")
    for letters in ("h", "k", "_"):
        box.press_sequentially(letters)
        page.wait_for_timeout(450)
    expect(page).to_have_url(re.compile("q=hk_"))
    page.go_back()
    address(page, "?brand=HK")
    expect(rows(page)).to_have_text(["HK_Two"])
    expect(box).to_have_value("")
    page.go_back()
    address(page, "/campaigns/")
    expect(rows(page)).to_have_count(3)
    expect(page.locator("#choices-brand :checked")).to_have_count(0)
    page.go_forward()
    expect(rows(page)).to_have_text(["HK_Two"])
    page.reload()
    expect(rows(page)).to_have_text(["HK_Two"])
    expect(page.get_by_label("HK", exact=True)).to_be_checked()


def test_filters_go_along_into_a_row_and_back(page):
    page.goto("/campaigns/?brand=HK&sort=roas")
    page.get_by_role("link", name="HK_Two", exact=True).click()
    expect(page.get_by_role("heading", name="HK_Two", level=1)).to_be_visible()
    expect(chips(page)).to_have_text(["Brand is HK ×"])
    page.locator(".crumb a").click()
    address(page, "/campaigns/?brand=HK")


def test_a_filter_is_set_by_keyboard_alone(kept):
    kept.locator("#pick-brand > summary").focus()
    kept.keyboard.press("Enter")
    kept.keyboard.press("ArrowDown")
    kept.keyboard.press("ArrowDown")
    kept.keyboard.press("Space")
    first = kept.locator("#choices-brand li").nth(1).locator("input").first.get_attribute("value")
    address(kept, f"?brand={first}")
    kept.keyboard.press("ArrowRight")
    kept.keyboard.press("Enter")
    address(kept, f"?brand__not={first}")
    kept.keyboard.press("Escape")
    expect(kept.locator("#pick-brand")).not_to_have_attribute("open", "")
    expect(kept.locator("#pick-brand > summary")).to_be_focused()


def test_one_list_is_open_at_a_time_and_a_click_elsewhere_closes_it(page):
    page.goto("/campaigns/")
    open_list(page, "brand")
    open_list(page, "campaign")
    expect(page.locator("details.picker[open]")).to_have_count(1)
    page.get_by_role("heading", level=1).click()
    expect(page.locator("details.picker[open]")).to_have_count(0)


def test_days_the_wrong_way_round_are_told_in_place(page, browser_problems):
    page.goto("/campaigns/?date_after=2025-07-05")
    open_list(page, "period")
    page.get_by_label("To", exact=True).fill("2025-07-01")
    expect(page.locator("#filterbar").get_by_role("alert")).to_contain_text("is later than")
    expect(rows(page)).to_have_count(3)
    browser_problems.clear()


def test_when_the_session_is_over_the_login_leads_back_to_the_filter(page):
    page.goto("/campaigns/")
    page.context.clear_cookies()
    open_list(page, "brand")
    page.get_by_label("HK", exact=True).check()
    expect(page).to_have_url(re.compile(r"/login/\?next=/campaigns/%3Fbrand%3DHK$"))
    page.get_by_label("User name").fill("asha")
    page.get_by_label("Password").fill("a-long-password-1")
    page.get_by_role("button", name="Log in").click()
    address(page, "/campaigns/?brand=HK")


@pytest.mark.by_lot(3)
@pytest.mark.parametrize("path", ["/", "/insights/", "/posts/", "/tracking/", "/payouts/", "/influencers/"])
def test_the_bar_works_on_every_kind_of_page(page, path):
    page.goto(path)
    page.evaluate("window.isKept = true")
    open_list(page, "platform")
    page.get_by_label("YouTube", exact=True).check()
    address(page, f"{path}?platform=YouTube")
    expect(chips(page)).to_have_text(["Platform is YouTube ×"])
    assert page.evaluate("window.isKept")


def test_on_a_phone_lists_come_from_below_and_nothing_scrolls_sideways(kept):
    kept.set_viewport_size({"width": 390, "height": 800})
    open_list(kept, "category")
    sheet = kept.locator("#pick-category .sheet")
    box = sheet.bounding_box()
    assert (box["x"], round(box["width"]), round(box["y"] + box["height"])) == (0, 390, 800)
    kept.get_by_label("Food", exact=True).check()
    address(kept, "?category=Food")
    sheet.get_by_role("button", name="Done").click()
    expect(sheet).to_be_hidden()
    assert kept.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.fixture
def plain_page(browser, page, live_server):
    """A page of the same visitor without JavaScript."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=page.context.storage_state()
    )
    yield context.new_page()
    context.close()


def test_without_javascript_it_is_a_form_with_a_button(plain_page):
    plain_page.goto("/campaigns/?sort=campaign")
    open_list(plain_page, "brand")
    plain_page.get_by_label("HK", exact=True).check()
    plain_page.locator("#pick-brand").get_by_role("button", name="Apply").click()
    expect(rows(plain_page)).to_have_text(["HK_Two"])
    expect(plain_page).to_have_url(re.compile("brand=HK.*sort=campaign"))
    expect(plain_page.get_by_role("link", name="Brand is HK")).to_be_visible()
    open_list(plain_page, "influencer")
    plain_page.get_by_label("An influencer’s id").fill("2")
    plain_page.locator("#pick-influencer").get_by_role("button", name="Apply").click()
    expect(plain_page.get_by_role("link", name="Influencer is Ben")).to_be_visible()
    open_list(plain_page, "period")
    plain_page.get_by_role("link", name="Last 7 days").click()
    expect(plain_page).to_have_url(re.compile("brand=HK.*period=last_7_days$"))
    open_list(plain_page, "period")
    plain_page.get_by_label("From", exact=True).fill("2025-07-01")
    plain_page.locator("#pick-period").get_by_role("button", name="Apply").click()
    expect(plain_page.get_by_role("link", name="Days: from 1 Jul 2025")).to_be_visible()
    expect(rows(plain_page)).to_have_text(["HK_Two"])
