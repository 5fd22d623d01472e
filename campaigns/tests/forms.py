"""The forms in which the same tables come: separators, encodings, archives, workbooks, other orders of columns."""

import csv
import gzip
import io
from datetime import date
from random import Random

from campaigns.tests.workbooks import write_book, write_parts


def read_rows(text):
    """The lines of a CSV as rows of cells, blank ones too."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def text_of(rows, separator=",", line_end="\n"):
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=line_end).writerows(rows)
    return out.getvalue()


def typed(text):
    """A cell as a person would type it into a sheet: numbers as numbers, days as days, the rest as text."""
    for read in (date.fromisoformat, int, float):
        try:
            value = read(text)
        except ValueError:
            continue
        return value if str(value) == text else text
    return text


def typed_rows(rows):
    """The header as it stands, and typed cells below."""
    start = next(place for place, row in enumerate(rows) if any(row)) + 1
    return [*rows[:start], *([typed(cell) for cell in row] for row in rows[start:])]


def shuffle(rows, seed):
    """The same columns in another order."""
    order = list(range(max(map(len, rows))))
    Random(seed).shuffle(order)
    return [[row[place] for place in order] if row else [] for row in rows]


def _write_each(ending, encode):
    def write(tables, folder):
        for name, rows in tables.items():
            (folder / f"{name}{ending}").write_bytes(encode(rows))
        return folder

    return write


def _write_zip(tables, folder):
    members = {f"data/{name}.csv": text_of(rows) for name, rows in tables.items()}
    return write_parts(folder / "all.zip", members)


def _write_book(tables, folder):
    return write_book(folder / "all.xlsx", {name: typed_rows(rows) for name, rows in tables.items()})


def _write_text_book(tables, folder):
    return write_book(folder / "all.xlsx", tables)


def _write_books(tables, folder):
    for name, rows in tables.items():
        write_book(folder / f"{name}.xlsx", {"Sheet1": typed_rows(rows)})
    return folder


def _write_shuffled(tables, folder):
    return _PLAIN({name: shuffle(rows, len(name)) for name, rows in tables.items()}, folder)


_PLAIN = _write_each(".csv", lambda rows: text_of(rows).encode())
FORMS = {
    "columns shuffled": _write_shuffled,
    "semicolons in Windows-1252": _write_each(".csv", lambda rows: text_of(rows, ";", "\r\n").encode("cp1252")),
    "tabs in UTF-16": _write_each(".tsv", lambda rows: text_of(rows, "\t", "\r").encode("utf-16")),
    "gzip": _write_each(".csv.gz", lambda rows: gzip.compress(text_of(rows).encode("utf-8-sig"))),
    "zip": _write_zip,
    "one workbook": _write_book,
    "one workbook of texts": _write_text_book,
    "a workbook each": _write_books,
}
"""Each writes tables (name → rows of cells, the header among them) and says where they are."""
