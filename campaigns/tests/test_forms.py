"""The same tables in another form are the same data, the same figures and the same reports."""

from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from campaigns.digest import compute_digest
from campaigns.ingest.conductor import Options, import_paths
from campaigns.tests.builders import NEEDED, codes, csv_text, moved, taken_back
from campaigns.tests.examples import some_of, up_to
from campaigns.tests.forms import FORMS, read_rows
from campaigns.tests.peculiar import OPTIONS, SETS
from campaigns.tests.reports.pages import TABLE_PAGES, export_text
from campaigns.tests.reports.samples import TEXTS as SAMPLES
from campaigns.tests.strategies import data_sets

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
FIXTURES = {  # Windows-1252 has no rupee sign
    path.stem: path.read_text(encoding="utf-8").replace("₹", "Rs. ")
    for path in sorted((Path(settings.BASE_DIR) / "fixtures").glob("*.csv"))
}
TABLES = {"fixtures": FIXTURES, "samples": SAMPLES, **SETS}


def write_plain(texts, folder):
    """The texts as they stand, a file each."""
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def load_form(path, **options):
    """Imports, insisting that all goes in."""
    report = import_paths([path], Options(**options))
    assert report.committed, codes(report)
    return report


def everything(client):
    """The digest, and every report's bytes."""
    return compute_digest(), {page: export_text(client, page) for page in TABLE_PAGES}


@pytest.mark.parametrize("name", TABLES)
def test_another_form_gives_the_same_reports_and_adds_nothing(admin_client, tmp_path_factory, name):
    options = OPTIONS.get(name, {})
    plain = write_plain(TABLES[name], tmp_path_factory.mktemp("plain"))
    with taken_back():
        load_form(plain, **options)
        wanted = everything(admin_client)
    for form in some_of(FORMS, 2):
        other = FORMS[form]({k: read_rows(text) for k, text in TABLES[name].items()}, tmp_path_factory.mktemp("other"))
        with taken_back():
            load_form(other, **options)
            assert everything(admin_client) == wanted, form
            assert moved(load_form(plain, **options)) == 0, form
            assert moved(load_form(other, **options)) == 0, form


@examples(max_examples=up_to(15), suppress_health_check=[HealthCheck.too_slow])
@given(data_sets(8), st.sampled_from(sorted(FORMS)))
def test_another_form_of_random_tables_is_the_same_data(tmp_path_factory, data, form):
    texts = {dataset: csv_text(rows, None if rows else NEEDED[dataset]) for dataset, rows in data.items()}
    folders = [tmp_path_factory.mktemp("form") for _ in range(2)]
    with taken_back():
        load_form(write_plain(texts, folders[0]))
        wanted = compute_digest()
    with taken_back():
        load_form(FORMS[form]({dataset: read_rows(text) for dataset, text in texts.items()}, folders[1]))
        assert compute_digest() == wanted
        assert moved(load_form(folders[0])) == 0
