"""A page is light, and what it shows stays where it is: nothing is pushed aside by what comes late."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from campaigns.tests.browser.test_pages import portal_paths
from campaigns.tests.examples import some_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample")]
MOST_MOVED = 0.01
"""Google counts a page as steady up to 0.1; most of ours move by nothing."""
MOST_BYTES = 120_000
WITH_CHARTS = ("/", "/campaigns/", "/months/", "/personas/")
WATCH = """
window.moved = [];
const note = (entry) => entry.hadRecentInput || window.moved.push(entry);
new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({type: "layout-shift", buffered: true});
"""
SUM = "window.moved.reduce((sum, entry) => sum + entry.value, 0)"
FILE = re.compile(r'(?:src|href)="/static/([^"]+\.(?:js|css))"')


@pytest.mark.parametrize(
    "viewport", [{"width": 1300, "height": 900}, {"width": 390, "height": 800}], ids=["wide", "phone"]
)
def test_nothing_moves_while_a_page_comes(page, viewport):
    page.add_init_script(WATCH)
    page.set_viewport_size(viewport)
    for path in (*WITH_CHARTS, "/imports/", *some_of(portal_paths(), 2)):
        page.goto(path)
        if path in WITH_CHARTS:
            expect(page.locator("figure[data-chart]").first).to_have_attribute("data-drawn", "")
        assert page.evaluate(SUM) <= MOST_MOVED, (path, page.evaluate("JSON.stringify(window.moved)"))


def test_scripts_and_styles_of_a_page_are_few_before_charts(client, admin):
    client.force_login(admin)
    for path in portal_paths():
        names = set(FILE.findall(client.get(path).content.decode()))
        sizes = {name: len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in names}
        assert sum(sizes.values()) <= MOST_BYTES, (path, sizes)
