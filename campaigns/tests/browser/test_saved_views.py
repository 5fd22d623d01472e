"""Saved views in a browser: saved from the head of a page, opened from the menu, first of all, and sent frozen."""

import re

import pytest
from playwright.sync_api import expect

from campaigns.periods import PERIODS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample")]


def menu(page):
    return page.locator("#nav-views")


def rows(page):
    return page.locator("table.result tbody tr td:first-child")


def test_a_view_is_saved_opened_first_and_left_again(page):
    page.goto("/campaigns/")
    page.locator("#pick-brand > summary").click()
    page.get_by_label("HK", exact=True).check()
    expect(rows(page)).to_have_text(["HK_Two"])
    page.keyboard.press("Escape")
    page.locator("#keep-view > summary").click()
    page.get_by_label("Name", exact=True).fill("Only HK")
    page.get_by_label("It opens first for me").check()
    page.locator("#keep-view").get_by_role("button", name="Save view").click()
    expect(page.get_by_text("Saved as “Only HK”.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/campaigns/\?brand=HK$"))
    expect(menu(page).get_by_role("link", name="Only HK")).to_have_attribute("aria-current", "page")
    page.goto("/campaigns/")
    expect(page).to_have_url(re.compile(r"/campaigns/\?brand=HK$"))
    page.get_by_role("link", name="Brand is HK").click()
    expect(page).to_have_url(re.compile(r"/campaigns/\?view=none$"))
    expect(rows(page)).to_have_count(3)
    expect(menu(page).get_by_role("link", name="Only HK")).not_to_have_attribute("aria-current", "page")
    expect(page.locator("#keep-view > summary")).to_have_text("Save view")
    page.reload()
    expect(rows(page)).to_have_count(3)
    menu(page).get_by_role("link", name="Only HK").click()
    expect(rows(page)).to_have_text(["HK_Two"])
    page.locator("#pick-brand > summary").click()
    page.get_by_label("HK", exact=True).uncheck()
    expect(rows(page)).to_have_count(3)
    expect(page).to_have_url(re.compile(r"\?view=none$"))


def test_a_frozen_link_is_copied_with_its_days(page):
    from django.utils import timezone

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/campaigns/?brand=HK")
    page.locator("#pick-period > summary").click()
    page.get_by_role("link", name="Last 28 days").click()
    expect(page).to_have_url(re.compile("period=last_28_days"))
    page.locator("#keep-view > summary").click()
    page.get_by_role("link", name="Copy a frozen link").click()
    expect(page.get_by_role("link", name="Copied")).to_be_visible()
    first, last = PERIODS["last_28_days"].find_days(timezone.localdate())
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"/campaigns/?brand=HK&date_after={first}&date_before={last}")


def test_everything_works_without_javascript(browser, live_server, client, admin):
    from django.conf import settings

    client.force_login(admin)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
    page = context.new_page()
    page.goto("/campaigns/?brand=HK")
    page.locator("#keep-view > summary").click()
    page.get_by_label("Name", exact=True).fill("Only HK")
    page.locator("#keep-view").get_by_role("button", name="Save view").click()
    page.goto("/views/")
    page.get_by_role("button", name="Share Only HK").click()
    page.locator("summary", has_text="Rename").click()
    page.get_by_label("New name of Only HK").fill("HK alone")
    page.get_by_role("button", name="Rename", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="HK alone").click()
    expect(page).to_have_url(re.compile(r"/campaigns/\?brand=HK$"))
    page.goto("/views/")
    page.locator("summary", has_text="Delete").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("No views yet")).to_be_visible()
    context.close()
