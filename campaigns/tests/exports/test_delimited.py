"""How cells of a CSV are written quickly: what may be skipped, and how much is remembered."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from campaigns.formats import guard_cell
from campaigns.reports.exports import delimited
from campaigns.reports.exports.delimited import quote, stream_csv
from campaigns.reports.exports.extracts import Extract, Part
from campaigns.reports.fact_pages import keep
from campaigns.reports.parts import Column

SIGNS = st.text(alphabet="a7_ '\"=+-@,\t\r\n＝é/", max_size=4)


def make_extract(blocks, **options):
    columns = [Column(key="first", label="", **options), Column(key="second", label="", **options)]
    return Extract(parts=[Part(column=c, place=n, find=keep) for n, c in enumerate(columns)], blocks=blocks)


@given(st.lists(SIGNS, max_size=5))
def test_a_block_that_is_written_as_it_is_needs_no_guard_and_no_quotes(texts):
    if delimited._are_tame(texts):
        assert [quote(guard_cell(text)) for text in texts] == texts


def test_most_blocks_are_written_as_they_are():
    assert delimited._are_tame(["u1", "", "https://a.example/1", "Élan_7"])


@given(st.lists(st.tuples(SIGNS, SIGNS), min_size=1, max_size=4), st.booleans())
def test_every_text_is_read_back_guarded(rows, repeats):
    text = "".join(stream_csv(make_extract([rows, rows], repeats=repeats)))
    header, *read = csv.reader(io.StringIO(text, newline=""))
    assert header == ["first", "second"]
    assert read == [[guard_cell(cell) for cell in row] for row in rows * 2]


def test_only_so_many_cells_are_remembered(monkeypatch):
    monkeypatch.setattr(delimited, "MOST_KNOWN", 2)
    known = delimited._Known(str)
    assert [known[number] for number in (1, 2, 3, 1, 4, 4)] == ["1", "2", "3", "1", "4", "4"]
    assert len(known) <= 2
