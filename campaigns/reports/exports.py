"""Files for download: one generator of rows, streamed. Raw values, machine keys as header, no cell a formula."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from campaigns.reports.parts import Column, Row


class _Echo:
    """A file that hands every line back instead of keeping it."""

    @staticmethod
    def write(line: str) -> str:
        return line


def stream_csv(columns: Iterable[Column], rows: Iterable[Row]) -> Iterator[Any]:
    """The table as CSV, line by line. A metric without meaning under the filters is an empty column."""
    columns = list(columns)
    writer = csv.writer(_Echo())
    yield writer.writerow([column.key for column in columns])
    for row in rows:
        yield writer.writerow([column.write(row) for column in columns])
