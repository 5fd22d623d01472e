"""Reads foreign text: encodings, separators, line ends; block by block, lines counted here, never by a library.

Blocks without quotes are split into columns by pandas, the others are parsed row by row. Each row keeps its physical
line number, and none is ever shifted or cut: a row whose cells do not match the header is a problem of its own.
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

import numpy as np

from campaigns.ingest import reasons
from campaigns.ingest.archives import FAULTS, GZIP, ZIP, bad_archive, read_blocks
from campaigns.ingest.encodings import Try, choose_encoding, list_encodings
from campaigns.ingest.limits import MOST_COLUMNS
from campaigns.ingest.lines import Lines, parse_rows
from campaigns.ingest.problems import FileProblem, Problems
from campaigns.ingest.tables import Chunk, Foreign, Score, Table, Texts, tidy_header

SEPARATORS = ",;\t"
BLANK = " \t\r\n\ufeff\xa0"
SEPARATOR_LINE = re.compile('"?sep=.?"?', re.IGNORECASE)
"""Some programs tell Excel the separator in a line of its own, above the header."""


@dataclass
class TextFile(Foreign):
    """A table of text. ``open`` gives a fresh stream of bytes; ``packed`` is how many an archive has (else None)."""

    open: Callable[[], IO[bytes]]
    packed: int | None

    def open_table(self, problems: Problems, score: Score) -> "TextTable":
        """Raises ``FileProblem`` for bytes that are no text, an empty file or an unreadable header."""
        try:
            encoding = self._survey(problems)
            stream = io.TextIOWrapper(self.open(), encoding=encoding, newline=None)
        except FAULTS as error:
            if self.packed is not None:
                raise bad_archive(error) from error
            raise FileProblem("unreadable-file", reason=str(error).rstrip(".") or type(error).__name__) from error
        return _open_text(stream, problems, score)

    def _survey(self, problems: Problems) -> str:
        """Hashes the bytes and finds their encoding: by its marks, else UTF-8 if it fits, else Windows-1252."""
        digest, start, tries = hashlib.sha256(), b"", []
        self.size = 0
        with self.open() as stream:
            for block in read_blocks(stream, self.packed):
                if not start:
                    start = self._check_start(block)
                    tries = [Try(encoding) for encoding in list_encodings(start)]
                digest.update(block)
                self.size += len(block)
                for attempt in tries:
                    attempt.feed(block)
        self.sha256 = digest.hexdigest()
        return choose_encoding(tries, problems)

    def _check_start(self, block: bytes) -> bytes:
        if self.packed is not None and block.startswith((ZIP, GZIP)):
            raise FileProblem("nested-archive", value=self.path)
        return block


@dataclass
class TextTable(Table):
    """An opened table of text: the rest of its lines, still to be read."""

    lines: Lines
    separator: str

    def chunks(self) -> Iterator[Chunk]:
        """The rows, some ten thousand at a time; rows of another length are reported and left out."""
        while self.lines.fill():
            if self.lines.are_plain:
                chunk = self._split_plain()
            else:
                chunk, problem = self._parse_quoted()
                if problem:  # what stands above it is told as well
                    yield from [chunk] if chunk else []
                    raise problem
            self.place = self.lines.characters
            if chunk:
                yield chunk

    def _split_plain(self) -> Chunk | None:
        """Lines without quotes are rows as they stand: pandas takes them all at once."""
        first, lines = self.lines.number + 1, self.lines.take_all()
        odd = self._find_odd(lines)
        numbers = np.arange(first, first + len(lines))
        self.rows_read += len(lines)
        if left_out := [place for place in odd if self._is_left_out(lines[place], first + place)]:
            numbers = np.delete(numbers, left_out)
            gone = set(left_out)
            lines = [line for place, line in enumerate(lines) if place not in gone]
        return Chunk(numbers, _read_plain(lines, self.separator, len(self.header))) if lines else None

    def _find_odd(self, lines: list[str]) -> list[int]:
        """Places of lines that may be blank or have another number of cells than the header."""
        counts = np.array([line.count(self.separator) for line in lines])
        odd = counts != len(self.header) - 1
        if not {line[:1] for line in lines}.isdisjoint(blank := self._blank):
            odd |= [line[:1] in blank for line in lines]
        return np.flatnonzero(odd).tolist()

    def _is_left_out(self, line: str, number: int) -> bool:
        """Whether a line is blank or has another number of cells than the header, which is reported."""
        if not line.strip(BLANK + self.separator):
            self.rows_read -= 1
            return True
        return self._is_refused(line.split(self.separator), number)

    def _parse_quoted(self) -> tuple[Chunk | None, FileProblem | None]:
        """Row by row, up to the end of the block or to what ends the file."""
        rows, numbers, problem = [], [], None
        try:
            for number, cells in parse_rows(self.lines, self.separator):
                if any(cell.strip(BLANK) for cell in cells):
                    self.rows_read += 1
                    if not self._is_refused(cells, number):
                        rows.append(cells)
                        numbers.append(number)
        except FileProblem as found:
            problem = found
        columns = list(map(_code, zip(*rows, strict=True)))
        return Chunk(np.array(numbers, dtype=np.int64), columns) if rows else None, problem

    def _is_refused(self, cells: list[str], number: int) -> bool:
        wanted, text = len(self.header), self.separator.join(cells)
        if len(cells) != wanted:
            self.refuse(number, cells, "cell-count", text.strip(), found=len(cells), wanted=wanted)
        elif "\0" in text:
            self.refuse(number, cells, "bad-character", text.strip())
        else:
            return False
        return True

    @property
    def _blank(self) -> frozenset[str]:
        """What blank lines start with."""
        return frozenset(["", self.separator, *BLANK])


def _open_text(stream: IO[str], problems: Problems, score: Score) -> TextTable:
    lines = Lines(stream)
    written = (line for line in lines if line.strip(f'{SEPARATORS}{BLANK}"'))
    first = next(written, None)
    if first and SEPARATOR_LINE.fullmatch(first.strip(BLANK)):
        first = next(written, None)
    if first is None:
        raise FileProblem("empty-file")
    start = lines.number
    separator = max(SEPARATORS, key=lambda s: (score(_try_header(first, s)), first.count(s)))
    header = _parse_header(first, lines, separator)
    if len(header) > MOST_COLUMNS:
        raise FileProblem("too-many-columns", line=start, found=len(header), limit=MOST_COLUMNS)
    return TextTable(tidy_header(header), start, problems, lines, separator)


def _try_header(text: str, separator: str) -> list[str]:
    """The cells by which a separator is judged: none in a line that it breaks."""
    try:
        return next(csv.reader([text], delimiter=separator), [])[:MOST_COLUMNS]
    except csv.Error:
        return []


def _parse_header(first: str, lines: Lines, separator: str) -> list[str]:
    if '"' not in first:
        return first.rstrip("\n").split(separator)
    lines.give_back()
    return next(cells for _, cells in parse_rows(lines, separator))


def _read_plain(lines: list[str], separator: str, width: int) -> list[Texts]:
    import pandas as pd  # only imports need it, and it takes its time to load

    frame = pd.read_csv(
        io.BytesIO("\n".join([*lines, ""]).encode("utf-8", "surrogatepass")),
        sep=separator,
        header=None,
        names=range(width),
        index_col=False,
        dtype=object,
        na_filter=False,
        keep_default_na=False,
        skip_blank_lines=False,
        quoting=csv.QUOTE_NONE,
        encoding_errors="surrogatepass",
        engine="c",
        low_memory=False,
    )
    if len(frame) != len(lines):
        raise FileProblem("unreadable-file", reason=reasons.LINES_UNCLEAR)
    return [_code(frame[name].to_numpy()) for name in frame.columns]


def _code(cells: Sequence[str]) -> Texts:
    import pandas as pd

    codes, distinct = pd.factorize(np.asarray(cells, dtype=object))
    return Texts(codes.astype(np.int32), distinct.tolist())
