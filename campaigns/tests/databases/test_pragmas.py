"""SQLite's pragmas are set while a block runs, and as before afterwards."""

import pytest
from django.db import connection, transaction

from campaigns.ingest.conductor import Options, import_paths
from campaigns.pragmas import SORT_ON_DISK, set_pragmas
from campaigns.tests.builders import write_files

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no such settings."),
]
FILE, MEMORY = 1, 2


def read_temp_store():
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA temp_store").fetchone()[0]


def test_a_pragma_is_set_in_the_block_only_whatever_happens_in_it():
    assert read_temp_store() == MEMORY
    with pytest.raises(ZeroDivisionError), set_pragmas(SORT_ON_DISK):
        assert read_temp_store() == FILE
        raise ZeroDivisionError
    assert read_temp_store() == MEMORY


def test_inside_a_transaction_nothing_is_set():
    with transaction.atomic(), set_pragmas(SORT_ON_DISK):
        assert read_temp_store() == MEMORY


def test_an_import_sorts_on_disk(tmp_path):
    seen = []
    files = write_files(tmp_path, {"influencers": [{"influencer_id": "1", "name": "A"}]})
    import_paths(files, Options(on_record=lambda run: seen.append(read_temp_store())))
    assert (seen, read_temp_store()) == ([FILE], MEMORY)
