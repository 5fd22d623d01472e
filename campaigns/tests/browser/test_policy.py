"""A browser opens every address of the portal and of the admin: none breaks the policy, nothing complains."""

import re

import pytest
from playwright.sync_api import expect

from campaigns.tests.login.test_two_steps import codes_of
from campaigns.tests.web.test_access import ADDRESSES
from campaigns.tests.web.test_hardening import real

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample")]
ENDS_THE_LOGIN = re.compile("logout|give-up")
IS_NO_FAULT = "Failed to load resource: the server responded with a status of"
"""The page of an error is looked at all the same, and a part of a page has no icon."""
OF_STRANGERS = (
    "/login/", "/login/?next=/campaigns/", "/login/inactive/", "/oidc/cancelled/", "/nowhere/",
    "/login/?next=" + "a" * 8_001,
)  # fmt: skip


def complaints(problems):
    return [problem for problem in problems if not problem.startswith(IS_NO_FAULT)]


def is_page(client, address):
    """Whether there is something to see: no redirect, file, or row that does not exist."""
    answer = client.get(address)
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


@pytest.mark.thorough
def test_every_address_keeps_to_the_policy(page, browser_problems, client, admin):
    client.force_login(admin)
    addresses = [real(address) for address in ADDRESSES if not ENDS_THE_LOGIN.search(address)]
    pages = [address for address in addresses if is_page(client, address)]
    assert len(pages) > 50
    for address in pages:
        page.goto(address)
        assert complaints(browser_problems) == [], address
    browser_problems.clear()


def test_the_pages_for_strangers_keep_to_it_too(browser_page, browser_problems):
    for theme in ("light", "dark"):
        browser_page.emulate_media(color_scheme=theme)
        for path in OF_STRANGERS:
            browser_page.goto(path)
            assert browser_page.locator("html").get_attribute("data-bs-theme") == theme, path
            assert complaints(browser_problems) == [], path
    browser_problems.clear()


def test_a_person_sets_two_steps_up_and_logs_in_with_them(browser_page, admin):
    page = browser_page
    page.set_viewport_size({"width": 390, "height": 800})

    def type_password():
        page.goto("/security/app/")
        page.get_by_label("User name").fill("asha")
        page.get_by_label("Password").fill("a-long-password-1")
        page.get_by_role("button", name="Log in", exact=True).click()

    type_password()
    secret = page.locator(".key code").inner_text()
    page.get_by_label("Code").fill(codes_of(secret)[1])
    page.get_by_role("button", name="Switch on").click()
    expect(page.locator(".codes li")).to_have_count(10)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.context.clear_cookies()
    type_password()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_label("Code").fill(codes_of(secret)[2])
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", name="Switch two steps off?")).to_be_visible()


def test_the_admins_choice_of_a_theme_is_not_the_portals(page):
    page.emulate_media(color_scheme="dark")
    page.goto("/admin/")
    page.goto("/metrics/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
