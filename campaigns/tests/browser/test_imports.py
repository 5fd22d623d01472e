"""Loading files with a browser: choose, look at the preview, load, see the figures; and a file with a mistake."""

import pytest
from playwright.sync_api import expect

from campaigns.models import TrackingEvent
from campaigns.tests.golden import TEXTS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"


def write(folder, texts):
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return [str(folder / f"{name}.csv") for name in texts]


def test_files_are_chosen_previewed_and_loaded(page, tmp_path):
    page.goto("/")
    expect(page.get_by_text("Nothing has been imported yet")).to_be_visible()
    page.get_by_role("link", name="Import files").click()
    page.get_by_label("Files", exact=True).set_input_files(write(tmp_path, TEXTS))
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_role("heading", name="Ready to load")).to_be_visible()
    expect(page.get_by_role("row", name="tracking.csv")).to_contain_text("4")
    assert TrackingEvent.objects.count() == 0
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Loaded as run")
    page.get_by_role("link", name="See the figures").click()
    expect(page.locator("dl.figures")).to_contain_text("14.91×")
    assert TrackingEvent.objects.count() == 4


def test_a_file_with_a_mistake_shows_its_line_and_changes_nothing(page, tmp_path):
    text = TEXTS["tracking"].replace("4000", "a lot")
    page.goto("/imports/")
    page.get_by_label("Files", exact=True).set_input_files(write(tmp_path, {"tracking": text}))
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_role("heading", name="This cannot be loaded yet")).to_be_visible()
    problem = page.locator("table.problems tr.is-error")
    expect(problem).to_contain_text("a lot")
    assert problem.locator("td").nth(1).inner_text() == "3"
    expect(page.get_by_role("button", name="Load", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing was changed")
    assert TrackingEvent.objects.count() == 0
