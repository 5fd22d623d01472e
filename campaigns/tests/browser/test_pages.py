"""The admin, the themes and the menu in a browser. What every page must hold is next door, in ``test_every_page``."""

import pytest
from playwright.sync_api import expect

from campaigns.models import Campaign, ImportRun, Influencer, Payout, TrackingEvent
from campaigns.tests.reports.pages import TABLE_PAGES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample")]
PHONE = {"width": 390, "height": 800}


def portal_paths():
    person, campaign = Influencer.objects.get(code="1").pk, Campaign.objects.get(key="mb_one").pk
    return [
        "/", "/insights/", *(f"/{page}/" for page in TABLE_PAGES), "/imports/", "/metrics/",
        "/metrics/ranking/", "/quality/", "/views/", "/exports/", "/security/", "/audit/",
        f"/imports/runs/{ImportRun.objects.get().pk}/", f"/influencers/{person}/", f"/campaigns/{campaign}/",
        "/months/2025-07/", f"/payouts/{Payout.objects.get(payout_id='Y1').pk}/", "/password/",
        "/campaigns/?brand=MB&product=Whey&roas_min=0",
        f"/compare/?report=campaigns&id={campaign}&id={Campaign.objects.get(key='hk_two').pk}",
        "/campaigns/?compare=previous&date_after=2025-07-15&date_before=2025-07-31&columns=all",
    ]  # fmt: skip


def admin_paths():
    return ["/admin/", "/admin/campaigns/trackingevent/", "/admin/campaigns/importrun/", "/admin/campaigns/payout/add/"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_admin_loads_without_complaint(page, browser_problems, theme):
    page.emulate_media(color_scheme=theme)
    for path in admin_paths():
        assert page.goto(path).status == 200, path
        assert not browser_problems, path


def test_light_and_dark_differ_and_the_choice_is_remembered(page):
    page.emulate_media(color_scheme="light")
    page.goto("/campaigns/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark or light").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.goto("/posts/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="Dark or light").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_the_menu_of_a_phone_is_folded_and_opens(page):
    page.set_viewport_size(PHONE)
    page.goto("/campaigns/")
    menu = page.get_by_role("navigation", name="Pages", exact=True)
    expect(menu).to_be_hidden()
    page.locator("[data-menu] > summary").click()
    expect(menu).to_be_visible()
    menu.get_by_role("link", name="Payouts").click()
    expect(page.get_by_role("heading", name="Payouts", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Pages", exact=True)).to_be_hidden()


def test_the_menu_of_a_wide_screen_is_open(page):
    page.set_viewport_size({"width": 1300, "height": 800})
    page.goto("/campaigns/")
    expect(page.get_by_role("navigation", name="Pages", exact=True)).to_be_visible()


def test_a_form_of_the_admin_suggests_names_and_saves(page):
    event = TrackingEvent.objects.get(tracking_id="T4")
    page.goto(f"/admin/campaigns/trackingevent/{event.pk}/change/")
    page.locator(".field-campaign .select2-selection").click()
    page.locator("input.select2-search__field").press_sequentially("mb_")
    page.locator(".select2-results__option", has_text="MB_One").click()
    page.get_by_label("Revenue").fill("301.25")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("ul.messagelist")).to_contain_text("was changed successfully")
    event = TrackingEvent.objects.get(tracking_id="T4")
    assert (event.campaign.key, event.revenue, event.is_edited) == ("mb_one", 30125, True)


def test_logging_out_ends_the_session(page):
    page.goto("/campaigns/")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    page.goto("/campaigns/")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
