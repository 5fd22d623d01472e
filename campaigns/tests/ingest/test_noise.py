"""Noise of every kind in the place of files: only known problems come out."""

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from campaigns.ingest.conductor import Options, import_paths
from campaigns.tests.builders import errors
from campaigns.tests.workbooks import write_parts

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
@hypothesis_settings(max_examples=150)
def test_noise_gives_only_known_problems(tmp_path_factory, name, data, packed):
    """Whatever comes in: a report in which every row is accounted for, and no exception."""
    path = tmp_path_factory.mktemp("noise") / name
    path.write_bytes(_pack(data, name) if packed else data)
    report = import_paths([path], Options(dry_run=True))
    assert report.would_commit or errors(report)
    for file in report.files:
        assert not report.would_commit or file.rows == file.new + file.changed + file.unchanged + file.rejected
        assert "\0" not in "".join(entry.message + entry.value for entry in file.problems.entries)


def _pack(data, name):
    if name.endswith(".gz"):
        return gzip.compress(data)
    if name.endswith(".zip"):
        out = io.BytesIO()
        write_parts(out, {"a.csv": data})
        return out.getvalue()
    return data
