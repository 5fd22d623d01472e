"""Noise of every kind in the place of files: only known problems come out."""

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.kinds import KINDS
from campaigns.tests.builders import errors
from campaigns.tests.examples import up_to
from campaigns.tests.workbooks import HEADER, ROW, book_parts, write_parts

pytestmark = pytest.mark.django_db
NAMES = st.sampled_from(["a.csv", "a.tsv", "a.csv.gz", "a.zip", "a.xlsx", "a.dat"])
PIECES = st.sampled_from(
    [
        *("date", "revenue", "orders", "id", "name", "basis", "influencer_id", "2025-07-01", "02-07-2025", "10", "-1"),
        *(",", ";", "\t", '"', '""', "\n", "\r\n", "\r", "\0", "\ufeff"),
        *("é", "₹", "=", "'", " ", "\u2028", "\x1a", "1e9"),
    ]
)
NOISE = st.one_of(
    st.binary(max_size=300),
    st.lists(PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode()),
    st.lists(PIECES, max_size=30).map(lambda pieces: ("date,revenue,orders\n" + "".join(pieces)).encode()),
    st.lists(PIECES, max_size=30).map(lambda pieces: ("date,revenue,orders\n" + "".join(pieces)).encode("utf-16")),
)


@given(name=NAMES, data=NOISE, packed=st.booleans())
@hypothesis_settings(max_examples=up_to(100))
def test_noise_gives_only_known_problems(tmp_path_factory, name, data, packed):
    """Whatever comes in: a report in which every row is accounted for, and no exception."""
    path = tmp_path_factory.mktemp("noise") / name
    path.write_bytes(_pack(data, name) if packed else data)
    import_noise(path)


def import_noise(path):
    """Imports whatever it is; the outcome must be accounted for."""
    report = import_paths([path], Options(dry_run=True))
    assert report.would_commit or errors(report)
    for file in report.files:
        assert not report.would_commit or file.rows == file.new + file.changed + file.unchanged + file.rejected
        assert {entry.code for entry in file.problems.entries} <= KINDS.keys()
        assert "\0" not in "".join(entry.message + entry.value for entry in file.problems.entries)


def _pack(data, name):
    if name.endswith(".gz"):
        return gzip.compress(data)
    if name.endswith(".zip"):
        return _write({"a.csv": data})
    return data


GOOD = "".join(f'{day},{day[-1]}0,1,Café {day[-1]},"two\n, ""lines"""\n' for day in ("2025-07-01", "2025-07-02") * 9)
TEXT = ("date,revenue,orders,campaign,user_id\n" + GOOD).encode()
WHOLE = {
    "a.csv": lambda: TEXT,
    "b.csv": lambda: TEXT.decode().encode("utf-16"),
    "c.csv": lambda: TEXT.decode().replace(",", ";").replace("\n", "\r\n").encode("cp1252"),
    "a.csv.gz": lambda: gzip.compress(TEXT),
    "a.zip": lambda: _pack(TEXT, "a.zip"),
    "b.zip": lambda: _write({"a.csv": TEXT, "b/c.xlsx": _write(book_parts({"S": [HEADER, ROW]}))}),
    "a.xlsx": lambda: _write(book_parts({"S": [HEADER, *[ROW] * 9], "T": [["id", "name"], [1, "Asha"]]})),
}
edits = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 30),
        st.sampled_from(["cut", "drop", "twice", "put"]),
        st.binary(max_size=4),
    ),
    min_size=1,
    max_size=4,
)


def _write(parts):
    out = io.BytesIO()
    write_parts(out, parts)
    return out.getvalue()


def spoil(data, changes):
    """The bytes with parts of them cut off, left out, doubled or written over."""
    for place, length, what, new in changes:
        start = int(place * len(data))
        part, rest = data[start : start + length], data[start + length :]
        middle = {"cut": b"", "drop": b"", "twice": part * 2, "put": new or b"\0"}[what]
        data = data[:start] + middle + (b"" if what == "cut" else rest)
    return data


@given(name=st.sampled_from(sorted(WHOLE)), changes=edits)
@hypothesis_settings(max_examples=up_to(100))
def test_a_good_file_that_was_damaged_gives_only_known_problems(tmp_path_factory, name, changes):
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(spoil(WHOLE[name](), changes))
    import_noise(path)


@pytest.mark.parametrize("name", WHOLE)
def test_undamaged_each_of_them_loads(tmp_path, name):
    (tmp_path / name).write_bytes(spoil(WHOLE[name](), []))
    assert import_paths([tmp_path / name], Options()).committed
