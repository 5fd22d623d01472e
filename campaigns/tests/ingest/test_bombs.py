"""Hostile files: each gives exactly its problem, soon, in little memory, and changes nothing."""

import gzip
import struct
import zipfile

import pytest

from campaigns.ingest import archives, reader
from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.limits import LONGEST_CELL, LONGEST_ROW, MOST_COLUMNS, MOST_ENTRIES
from campaigns.tests.builders import errors, load_text
from campaigns.tests.hostile import refuse
from campaigns.tests.workbooks import book_parts, write_book, write_parts

pytestmark = pytest.mark.django_db
TEXT = "date,revenue,orders\n2025-07-01,10,1\n"
ZEROS = bytes(100 << 20)


def write_zip(path, **members):
    return write_parts(path, {name.replace("_", "."): data for name, data in members.items()})


def set_sizes(path, size, where=(b"PK\x01\x02", 24)):
    """Makes every entry of the directory say that it unpacks to ``size`` bytes."""
    data, (mark, offset), at = bytearray(path.read_bytes()), where, -1
    while (at := data.find(mark, at + 1)) >= 0:
        struct.pack_into("<I", data, at + offset, size)
    path.write_bytes(data)
    return path


# ── Archives ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "code"), [("a.zip", "bad-archive"), ("a.xlsx", "bad-workbook")])
def test_a_broken_archive(tmp_path, name, code):
    whole = write_zip(tmp_path / name, a_csv=TEXT * 99).read_bytes()
    (tmp_path / name).write_bytes(whole[:-40])
    assert refuse(tmp_path / name).code == code


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_way_of_packing(tmp_path, method):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", method) as archive:
        archive.writestr("a.csv", TEXT)
    assert refuse(tmp_path / "a.zip").code == "bad-archive"


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx"])
def test_a_locked_archive(tmp_path, name):
    path = write_zip(tmp_path / name, a_csv=TEXT)
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    path.write_bytes(data)
    problem = refuse(path)
    assert (problem.code, "password" in problem.message) == ("bad-archive", True)


def test_a_zip_that_grows_a_thousandfold(tmp_path):
    problem = refuse(write_zip(tmp_path / "a.zip", a_csv=ZEROS))
    assert (problem.code, "250 times" in problem.message) == ("archive-too-large", True)


def test_a_gzip_that_grows_a_thousandfold(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(ZEROS))
    assert refuse(tmp_path / "a.csv.gz").code == "archive-too-large"


def test_a_workbook_that_grows_a_thousandfold(tmp_path):
    path = write_parts(tmp_path / "a.xlsx", book_parts({"S": [["date", "revenue"]]}) | {"xl/media/big.png": ZEROS})
    assert refuse(path).code == "archive-too-large"
    packed = write_parts(tmp_path / "b.zip", {"b.xlsx": path.read_bytes()})
    assert refuse(packed).code == "archive-too-large"


def test_text_may_be_packed_well(tmp_path):
    """At the limit: what real exports reach is far below what bombs need."""
    archives.check_size(64 << 20, (64 << 20) // 250 + 1)
    archives.check_size(32 << 20, 1)
    for size in ((64 << 20) // 250 - 1, 1):
        with pytest.raises(reader.FileProblem):
            archives.check_size(64 << 20, size)


@pytest.mark.parametrize("size", [10, 0, 1 << 30, (1 << 32) - 2])
def test_sizes_that_lie(tmp_path, size):
    problem = refuse(set_sizes(write_zip(tmp_path / "a.zip", a_csv=TEXT * 9), size))
    assert problem.code in ("bad-archive", "archive-too-large")


def test_sizes_that_lie_in_a_workbook(tmp_path):
    path = set_sizes(write_book(tmp_path / "a.xlsx", {"S": [["date", "revenue"], ["2025-07-01", 5]]}), 100)
    assert refuse(path).code == "bad-workbook"


def test_tables_that_are_too_large_only_together(tmp_path):
    path = write_zip(tmp_path / "a.zip", a_csv=TEXT, b_csv=TEXT, c_csv=TEXT)
    for mark, offset in ((b"PK\x01\x02", 20), (b"PK\x01\x02", 24)):  # packed and unpacked: no suspicious ratio
        set_sizes(path, 900 << 20, (mark, offset))
    assert refuse(path).code == "archive-too-large"


def test_too_many_entries(tmp_path):
    entries = {f"{n}.png": "" for n in range(MOST_ENTRIES - 1)} | {"a.csv": TEXT}
    path = write_parts(tmp_path / "a.zip", entries)
    assert import_paths([path], Options(dry_run=True)).would_commit
    assert refuse(write_parts(path, entries | {"more.png": ""})).code == "archive-too-large"


def test_a_directory_of_a_hundred_megabytes_is_not_even_read(tmp_path):
    entry = b"PK\x01\x02" + bytes(42)
    count = 2_200_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entry) * count, 0, 0)
    (tmp_path / "a.zip").write_bytes(entry * count + end)
    assert refuse(tmp_path / "a.zip").code == "archive-too-large"


@pytest.mark.parametrize("inner", ["more.zip", "tracking.csv.gz", "all.TAR"])
def test_an_archive_in_an_archive(tmp_path, inner):
    problem = refuse(write_parts(tmp_path / "a.zip", {"a.csv": TEXT, inner: "x"}))
    assert (problem.code, problem.value) == ("nested-archive", inner)


def test_an_archive_in_an_archive_under_another_name(tmp_path):
    inner = write_zip(tmp_path / "inner.zip", a_csv=TEXT).read_bytes()
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(inner))
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(gzip.compress(TEXT.encode())))
    for path in (write_zip(tmp_path / "a.zip", a_csv=inner), tmp_path / "a.csv.gz", tmp_path / "b.csv.gz"):
        assert refuse(path).code == "nested-archive"


@pytest.mark.parametrize("name", ["../../up.csv", "/etc/passwd.csv", "C:\\x.csv", "./a.csv", "a\nb\x1b[2J.csv"])
def test_a_name_in_an_archive_is_only_shown(tmp_path, name):
    report = import_paths([write_parts(tmp_path / "a.zip", {name: TEXT})], Options())
    assert report.committed
    assert report.files[0].path.isprintable()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]


def test_a_folder_in_the_place_of_a_file(tmp_path):
    (tmp_path / "tracking.csv").mkdir()
    (tmp_path / "book.xlsx").mkdir()
    with pytest.raises(FileNotFoundError):
        import_paths([tmp_path], Options())
    with pytest.raises(FileNotFoundError):
        import_paths([tmp_path / "book.xlsx"], Options())


@pytest.mark.parametrize(
    ("name", "code"), [("a.csv", "empty-file"), ("a.zip", "bad-archive"), ("a.xlsx", "bad-workbook")]
)
def test_an_empty_file(tmp_path, name, code):
    (tmp_path / name).write_bytes(b"")
    assert refuse(tmp_path / name).code == code


def test_an_empty_gzip(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b""))
    assert refuse(tmp_path / "a.gz").code == "empty-file"


# ── Text ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("separator", [",", ";", "\t", '","'])
def test_a_hundred_thousand_columns(tmp_path, separator):
    (tmp_path / "a.csv").write_text('"' * (separator == '","') + separator.join(["revenue"] * 100_000) + "\n")
    assert refuse(tmp_path / "a.csv").code in ("too-many-columns", "bad-quotes")


def test_a_thousand_columns_are_read_and_one_more_is_not(tmp_path):
    names = ["date", "revenue", "orders", *(f"c{n}" for n in range(MOST_COLUMNS - 3))]
    row = ["2025-07-01", "10", "1", *["x"] * (MOST_COLUMNS - 3)]
    (tmp_path / "a.csv").write_text(f"{','.join(names)}\n{','.join(row)}\n")
    assert import_paths([tmp_path / "a.csv"], Options(dry_run=True)).would_commit
    (tmp_path / "a.csv").write_text(f"{','.join(names)},more\n{','.join(row)},x\n")
    problem = refuse(tmp_path / "a.csv")
    assert (problem.code, problem.line) == ("too-many-columns", 1)


@pytest.mark.parametrize("before", ["", TEXT])
def test_a_line_of_fifty_megabytes(tmp_path, before):
    (tmp_path / "a.csv").write_text(before + "x" * 50_000_000)
    problem = refuse(tmp_path / "a.csv")
    assert (problem.code, problem.line) == ("line-too-long", 3 if before else 1)


def test_a_quoted_cell_without_end(tmp_path):
    (tmp_path / "a.csv").write_text(TEXT + '"' + "2025-07-01,10,1\n" * 1_000_000)
    problem = refuse(tmp_path / "a.csv")
    assert (problem.code, problem.line) == ("cell-too-long", 3)


def test_a_quoted_cell_at_the_limit_is_read_and_one_above_is_not(tmp_path):
    head = TEXT.replace("orders\n", "orders,note\n").replace("10,1\n", "10,1,")
    assert errors(load_text(tmp_path, f'{head}"{"x" * LONGEST_CELL}"\n', dry_run=True)) == []
    assert errors(load_text(tmp_path, f'{head}"{"x" * (LONGEST_CELL + 1)}"\n')) == ["cell-too-long"]


def test_a_row_without_end(tmp_path):
    (tmp_path / "a.csv").write_text(TEXT + '"a\n' + '","\n' * 1_000_000)
    problem = refuse(tmp_path / "a.csv")
    assert (problem.code, problem.line) == ("line-too-long", 3)
    assert f"{LONGEST_ROW:,}" in problem.message
