"""Lines of foreign text, read block by block and counted, and the rows that quotes stretch over them."""

import csv
from collections.abc import Iterator
from typing import IO

from campaigns.ingest.limits import LONGEST_CELL, LONGEST_ROW
from campaigns.ingest.problems import FileProblem

BLOCK = 1 << 22
"""Characters that are read at once, to the end of their last line."""


class Lines:
    """Lines of text with their number, block by block; any line end counts, and none may be endless.

    ``number`` is that of the last line given out, ``are_plain`` says that the block has no quotes and no NULs.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._waiting, self._next = stream, [], 0
        self.number, self.characters, self.are_plain = 0, 0, True

    def fill(self) -> bool:
        """Reads the next block if none is waiting; False at the end of the text."""
        if self._next < len(self._waiting):
            return True
        text = self._read_block()
        self.characters += len(text)
        self.are_plain = '"' not in text and "\0" not in text
        self._waiting, self._next = text.removesuffix("\n").split("\n") if text else [], 0
        longest = max(map(len, self._waiting), default=0)
        if longest > LONGEST_ROW:
            line = self.number + 1 + [len(line) for line in self._waiting].index(longest)
            raise FileProblem("line-too-long", line=line, limit=LONGEST_ROW)
        return bool(self._waiting)

    def _read_block(self) -> str:
        text = self._stream.read(BLOCK)
        return text if text.endswith("\n") or not text else text + self._stream.readline(LONGEST_ROW + 1)

    @property
    def last(self) -> int:
        """The number of the last line that is waiting."""
        return self.number + len(self._waiting) - self._next

    def give_back(self) -> None:
        """Takes the last line back."""
        self._next -= 1
        self.number -= 1

    def take_all(self) -> list[str]:
        """All lines that are waiting, without their ends."""
        taken, self.number, self._next = self._waiting[self._next :], self.last, len(self._waiting)
        return taken

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self.fill():
            raise StopIteration
        self._next += 1
        self.number += 1
        return self._waiting[self._next - 1] + "\n"


def parse_rows(lines: Lines, separator: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of the rows that start on the lines that are waiting."""
    row = _Row(lines)
    reader, last = csv.reader(row, delimiter=separator, strict=True), lines.last
    while lines.number < last:
        row.start()
        try:
            cells = next(reader)
        except csv.Error as error:
            code = "cell-too-long" if "field limit" in str(error) else "bad-quotes"
            raise FileProblem(code, line=row.line, value=row.text.strip(), limit=LONGEST_CELL) from error
        yield row.line, cells


class _Row:
    """The lines of one row, for as long as a row may be: an open quote would take in all that follows."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def start(self) -> None:
        """The next line begins a row."""
        self.line, self.text, self._size = self._lines.number + 1, "", 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.text = self.text or line
        self._size += len(line)
        if self._size > LONGEST_ROW:
            raise FileProblem("line-too-long", line=self.line, limit=LONGEST_ROW)
        return line
