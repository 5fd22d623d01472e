"""Reads foreign text: encodings, separators, line ends; block by block, lines counted here, never by a library.

Blocks without quotes are split into columns by pandas, the others are parsed row by row. Each row keeps its physical
line number, and none is ever shifted or cut: a row whose cells do not match the header is a problem of its own.
"""

import codecs
import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

import numpy as np

from campaigns.ingest.archives import FAULTS, GZIP, ZIP, bad_archive, read_blocks
from campaigns.ingest.limits import LONGEST_CELL, LONGEST_ROW, MOST_COLUMNS
from campaigns.ingest.problems import FileProblem, Problems
from campaigns.ingest.tables import Chunk, Foreign, Score, Table, Texts, tidy_header

SEPARATORS = ",;\t"
BLANK = " \t\r\n\ufeff\xa0"
BLOCK = 1 << 22
"""Characters that are read at once, to the end of their last line."""


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
                    tries = [_Try(encoding) for encoding in _list_encodings(start)]
                digest.update(block)
                self.size += len(block)
                for attempt in tries:
                    attempt.feed(block)
        self.sha256 = digest.hexdigest()
        return _choose_encoding(tries, problems)

    def _check_start(self, block: bytes) -> bytes:
        if self.packed is not None and block.startswith((ZIP, GZIP)):
            raise FileProblem("nested-archive", value=self.path)
        return block


class _Try:
    """Whether bytes, fed block by block, decode; ``lines`` are those up to what does not."""

    def __init__(self, encoding: str) -> None:
        self.encoding, self._decoder = encoding, codecs.getincrementaldecoder(encoding)()
        self.fits, self.lines = True, 0

    def feed(self, block: bytes, *, is_last: bool = False) -> None:
        if self.fits:
            try:
                text = self._decoder.decode(block, is_last)
            except UnicodeDecodeError as error:
                self.fits, text = False, error.object[: error.start].decode(self.encoding, "ignore")
            self.lines += text.count("\n")


def _list_encodings(start: bytes) -> list[str]:
    """What the bytes may be, the likeliest first."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    if encoding := _find_utf16(start):
        return [encoding]
    return ["utf-8-sig"] if b"\0" in start else ["utf-8-sig", "cp1252"]


def _find_utf16(start: bytes) -> str:
    """UTF-16 without a mark shows by the zeros of its plain letters: every other byte, and hardly any between."""
    even, odd = start[0:400:2].count(0), start[1:400:2].count(0)
    if len(start) > 8 and max(even, odd) * 4 > len(start[0:400:2]) and min(even, odd) * 4 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def _choose_encoding(tries: list[_Try], problems: Problems) -> str:
    for attempt in tries:
        attempt.feed(b"", is_last=True)
    fitting = [attempt.encoding for attempt in tries if attempt.fits]
    if tries and not fitting:
        is_known = tries[0].encoding.startswith("utf-16")
        raise FileProblem("bad-encoding", line=tries[0].lines + 1 if is_known else None)
    if fitting == ["cp1252"]:
        problems.add("guessed-encoding")
    return fitting[0] if fitting else "utf-8-sig"


@dataclass
class TextTable(Table):
    """An opened table of text: the rest of its lines, still to be read."""

    lines: "_Lines"
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
        between, blank = len(self.header) - 1, self._blank
        counts = [line.count(self.separator) for line in lines]
        odd = [place for place, line in enumerate(lines) if counts[place] != between or line[:1] in blank]
        numbers = np.arange(first, first + len(lines))
        self.rows_read += len(lines)
        if left_out := [place for place in odd if self._is_left_out(lines[place], first + place)]:
            numbers = np.delete(numbers, left_out)
            gone = set(left_out)
            lines = [line for place, line in enumerate(lines) if place not in gone]
        return Chunk(numbers, _read_plain(lines, self.separator, len(self.header))) if lines else None

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
            for number, cells in _parse_rows(self.lines, self.separator):
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


class _Lines:
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


def _parse_rows(lines: _Lines, separator: str) -> Iterator[tuple[int, list[str]]]:
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

    def __init__(self, lines: _Lines) -> None:
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


def _open_text(stream: IO[str], problems: Problems, score: Score) -> TextTable:
    lines = _Lines(stream)
    first = next((line for line in lines if line.strip(f'{SEPARATORS}{BLANK}"')), None)
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


def _parse_header(first: str, lines: _Lines, separator: str) -> list[str]:
    if '"' not in first:
        return first.rstrip("\n").split(separator)
    lines.give_back()
    return next(cells for _, cells in _parse_rows(lines, separator))


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
        raise FileProblem("unreadable-file", reason="its lines cannot be told apart")
    return [_code(frame[name].to_numpy()) for name in frame.columns]


def _code(cells: Sequence[str]) -> Texts:
    import pandas as pd

    codes, distinct = pd.factorize(np.asarray(cells, dtype=object))
    return Texts(codes.astype(np.int32), distinct.tolist())
