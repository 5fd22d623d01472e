"""Reads foreign text: encodings, separators, line ends. pandas holds the columns; lines are counted here.

Each row keeps its physical line number, and no row is ever shifted or cut: a row whose cells do not match the
header is a problem of its own.
"""

import codecs
import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO

from campaigns.bulk import batches
from campaigns.ingest.archives import FAULTS, GZIP, ZIP, bad_archive, read_blocks
from campaigns.ingest.limits import LONGEST_CELL, LONGEST_ROW, MOST_COLUMNS
from campaigns.ingest.problems import FileProblem, Problems
from campaigns.ingest.tables import Chunk, Column, Foreign, Score, Table, tidy_header

SEPARATORS = ",;\t"
CHUNK = 50_000


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
        """Hashes the bytes and finds the encoding: by byte order mark, else UTF-8 if it fits, else Windows-1252."""
        digest, start, utf8, cp1252 = hashlib.sha256(), b"", _Fits("utf-8-sig"), _Fits("cp1252")
        with self.open() as stream:
            for block in read_blocks(stream, self.packed):
                start = start or self._check_start(block)
                digest.update(block)
                utf8.feed(block)
                cp1252.feed(block)
        utf8.feed(b"", is_last=True)
        self.sha256 = digest.hexdigest()
        return _choose_encoding(start, utf8.fits, cp1252.fits, problems)

    def _check_start(self, block: bytes) -> bytes:
        if self.packed is not None and block.startswith((ZIP, GZIP)):
            raise FileProblem("nested-archive", value=self.path)
        return block


class _Fits:
    """Whether bytes, fed block by block, decode."""

    def __init__(self, encoding: str) -> None:
        self._decoder, self.fits = codecs.getincrementaldecoder(encoding)(), True

    def feed(self, block: bytes, *, is_last: bool = False) -> None:
        if self.fits:
            try:
                self._decoder.decode(block, is_last)
            except UnicodeDecodeError:
                self.fits = False


def _choose_encoding(start: bytes, is_utf8: bool, is_cp1252: bool, problems: Problems) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if encoding := _find_utf16(start):
        return encoding
    if is_utf8:
        return "utf-8-sig"
    if not is_cp1252 or b"\0" in start:
        raise FileProblem("bad-encoding")
    problems.add("guessed-encoding")
    return "cp1252"


def _find_utf16(start: bytes) -> str:
    """UTF-16 without a mark shows by the zeros of its plain letters: every other byte, and hardly any between."""
    even, odd = start[0:400:2].count(0), start[1:400:2].count(0)
    if len(start) > 8 and max(even, odd) * 4 > len(start[0:400:2]) and min(even, odd) * 4 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


@dataclass
class TextTable(Table):
    """An opened table of text: the rest of its lines, still to be read."""

    lines: "_Lines"
    separator: str

    def chunks(self) -> Iterator[Chunk]:
        """The rows, some ten thousand at a time; rows of another length are reported and left out."""
        for rows in batches(self._rows(), CHUNK):
            yield _read_columns(
                [text for _, text in rows], [line for line, _ in rows], self.separator, len(self.header)
            )

    def _rows(self) -> Iterator[tuple[int, str]]:
        wanted = len(self.header)
        for line, text, found in _records(self.lines, self.separator):
            self.rows_read += 1
            if found == wanted and "\0" not in text:
                yield line, text
                continue
            self.rows_bad += 1
            self.refused[line] = next(csv.reader([text], delimiter=self.separator), [])
            if found != wanted:
                self.problems.add("cell-count", line=line, value=text.strip(), found=found, wanted=wanted)
            else:
                self.problems.add("bad-character", line=line, value=text.strip())


class _Lines:
    """Lines of text with their number; any line end counts, and none may be endless."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self.number = stream, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._stream.readline(LONGEST_ROW)
        except UnicodeError as error:
            raise FileProblem("bad-encoding", line=self.number + 1) from error
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == LONGEST_ROW:
            raise FileProblem("line-too-long", line=self.number, limit=LONGEST_ROW)
        return line


def _records(lines: _Lines, separator: str) -> Iterator[tuple[int, str, int]]:
    """(line, text, number of cells) of each row that is not blank. Only rows with quotes need a parser here."""
    blank = f"{separator} \t\r\n\ufeff\xa0"
    for text in lines:
        if '"' not in text:
            if text.strip(blank):
                yield lines.number, text, text.count(separator) + 1
            continue
        line = lines.number
        cells = _parse(text, lines, separator)
        if any(cell.strip() for cell in cells):
            yield line, _join(cells, separator), len(cells)


def _parse(text: str, lines: _Lines, separator: str) -> list[str]:
    start = lines.number
    try:
        return next(csv.reader(_take_row(text, lines, start), delimiter=separator, strict=True))
    except csv.Error as error:
        if "field limit" in str(error):
            raise FileProblem("cell-too-long", line=start, value=text.strip(), limit=LONGEST_CELL) from error
        raise FileProblem("bad-quotes", line=start, value=text.strip()) from error


def _take_row(text: str, lines: _Lines, start: int) -> Iterator[str]:
    """Lines for as long as a row may be: an open quote would take in all that follows."""
    size = 0
    for line in chain([text], lines):
        size += len(line)
        if size > LONGEST_ROW:
            raise FileProblem("line-too-long", line=start, limit=LONGEST_ROW)
        yield line


def _join(cells: list[str], separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue()


def _open_text(stream: IO[str], problems: Problems, score: Score) -> TextTable:
    lines = _Lines(stream)
    first = next((line for line in lines if line.strip(f'{SEPARATORS} \r\n\ufeff\xa0"')), None)
    if first is None:
        raise FileProblem("empty-file")
    start = lines.number
    separator = max(SEPARATORS, key=lambda s: (score(_try_header(first, s)), first.count(s)))
    header = _parse(first, lines, separator) if '"' in first else first.rstrip("\n").split(separator)
    if len(header) > MOST_COLUMNS:
        raise FileProblem("too-many-columns", line=start, found=len(header), limit=MOST_COLUMNS)
    return TextTable(tidy_header(header), start, problems, lines, separator)


def _try_header(text: str, separator: str) -> list[str]:
    """The cells by which a separator is judged: none in a line that it breaks."""
    try:
        return next(csv.reader([text], delimiter=separator), [])[:MOST_COLUMNS]
    except csv.Error:
        return []


def _read_columns(texts: list[str], lines: list[int], separator: str, width: int) -> Chunk:
    import pandas as pd  # takes over a second, and only imports need it

    frame = pd.read_csv(
        io.StringIO("".join(text if text.endswith("\n") else text + "\n" for text in texts)),
        sep=separator,
        header=None,
        names=range(width),
        index_col=False,
        dtype=object,
        na_filter=False,
        keep_default_na=False,
        skip_blank_lines=False,
        engine="c",
        low_memory=False,
    )
    if len(frame) != len(lines):
        raise FileProblem("bad-quotes", line=lines[0])
    columns = []
    for name in frame.columns:
        codes, distinct = pd.factorize(frame[name])
        columns.append(Column(codes.tolist(), [str(cell) for cell in distinct]))
    return Chunk(lines, columns)
