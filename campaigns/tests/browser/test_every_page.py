"""Every page in light, in dark and on a phone: no complaint of the browser, no sideways scroll, and WCAG 2.2 AA.

WCAG as far as axe can tell, which is about half of it.
"""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from campaigns.tests.browser.test_pages import PHONE, admin_paths, portal_paths
from campaigns.tests.examples import some_of
from campaigns.tests.golden import TEXTS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample")]
WIDE = {"width": 1300, "height": 900}
STANDARDS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
MENUS = ("#pick-period", "#pick-brand", "#pick-roas", "#keep-view", "details.columns")
PLACE = {"exclude": [".select2-container"]}
"""Django's own field for names has no name but what is chosen in it."""
RUN = """async ([place, rules]) => {
    document.getAnimations().forEach((one) => one.finish());
    return (await axe.run(place, {runOnly: rules, resultTypes: ["violations"], preload: false})).violations;
}"""


def find_violations(page, rules=STANDARDS, place=PLACE):
    """What axe finds on the page as it stands: the rule, where, and why."""
    found = page.evaluate(RUN, [place, rules])
    return [f"{rule['id']} {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def look_from_all_sides(page):
    """What is wrong in light, in dark and on a phone; a theme changes colours only."""
    page.evaluate(AXE_SCRIPT)
    found = [f"light: {fault}" for fault in find_violations(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in find_violations(page, COLOURS)]
    if page.locator("html").get_attribute("data-bs-theme") != "dark":
        found.append("stays light")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    found += [f"phone: {fault}" for fault in find_violations(page)]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("phone: scrolls sideways")
    page.set_viewport_size(WIDE)
    return found


def test_every_page_of_the_portal(page, browser_problems):
    page.set_viewport_size(WIDE)
    faults = {}
    for path in some_of(portal_paths(), 8):
        assert page.goto(path).status == 200, path
        faults[path] = look_from_all_sides(page) + browser_problems
    assert not {path: found for path, found in faults.items() if found}


def test_every_page_of_the_admin(page):
    page.set_viewport_size(WIDE)
    for path in admin_paths():
        page.goto(path)
        page.evaluate(AXE_SCRIPT)
        assert find_violations(page) == [], path


def test_open_menus_are_accessible(page):
    page.set_viewport_size(WIDE)
    page.goto("/campaigns/")
    page.evaluate(AXE_SCRIPT)
    for menu in MENUS:
        page.locator(f"{menu} > summary").click()
        assert find_violations(page, place={"include": [menu]}) == [], menu
        page.emulate_media(color_scheme="dark")
        assert find_violations(page, COLOURS, {"include": [menu]}) == [], menu
        page.emulate_media(color_scheme="light")
        page.keyboard.press("Escape")


def test_the_preview_of_an_import_is_accessible(page, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    page.set_viewport_size(WIDE)
    page.goto("/imports/")
    files = [{"name": "tracking.csv", "mimeType": "text/csv", "buffer": TEXTS["tracking"].replace("1", "x").encode()}]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Check the files").click()
    page.wait_for_url("**/imports/jobs/*/")
    page.wait_for_selector("article")
    assert look_from_all_sides(page) == []


def test_the_login_is_accessible(browser_page):
    browser_page.set_viewport_size(WIDE)
    browser_page.goto("/login/")
    assert look_from_all_sides(browser_page) == []
