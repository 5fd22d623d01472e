"""Empty files with the right columns can be downloaded, and are recognised as what they are."""

import pytest

from campaigns.ingest.sheets import SHEETS
from campaigns.tests.builders import load_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_the_empty_file_of_a_dataset_is_recognised_with_every_column(admin_client, tmp_path, sheet):
    response = admin_client.get(f"/imports/templates/{sheet.key}.csv")
    assert response["Content-Disposition"] == f'attachment; filename="{sheet.key}.csv"'
    file = load_text(tmp_path, response.content)
    assert file.dataset == sheet.key and file.problems.entries == []
    assert set(file.columns) == {column.key for column in sheet.stored}


def test_there_is_no_other_file(admin_client):
    assert admin_client.get("/imports/templates/orders.csv").status_code == 404


def test_the_imports_page_links_to_them(admin_client):
    page = admin_client.get("/imports/").content.decode()
    assert all(f'href="/imports/templates/{sheet.key}.csv"' in page for sheet in SHEETS)
