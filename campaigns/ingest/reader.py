"""Reads foreign files: containers, encodings, separators, line ends. pandas holds the columns; lines are counted here.

Each row keeps its physical line number, and no row is ever shifted or cut: a row whose cells do not match the
header is a problem of its own.
"""

import codecs
import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from campaigns.bulk import batches
from campaigns.ingest.problems import FileProblem, Problems

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
ENDINGS = (*TEXT_ENDINGS, ".zip", *(f"{ending}.gz" for ending in TEXT_ENDINGS), ".gz")
SEPARATORS = ",;\t"
LONGEST_LINE = 1_000_000
CHUNK = 50_000
BLOCK = 1 << 20
MOST_ENTRIES = 100
MOST_UNPACKED = 4 << 30


@dataclass(frozen=True)
class Foreign:
    """One table of text to read, wherever it lies; ``open`` gives a fresh stream of its unpacked bytes."""

    path: str
    open: Callable[[], IO[bytes]]


@dataclass
class Column:
    """One column of a chunk: ``codes[i]`` is the place of row i's cell among the distinct cells."""

    codes: list[int]
    distinct: list[str]


@dataclass
class Chunk:
    """Some rows, column by column, with the physical line each starts on."""

    lines: list[int]
    columns: list[Column]


def list_files(path: Path) -> list[Path]:
    """The file itself, or the importable files of a folder. Raises ``FileNotFoundError`` when there is nothing to read."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileNotFoundError(f"There is no file or folder {path}.")
    files = sorted(p for p in path.iterdir() if p.is_file() and p.name.lower().endswith(ENDINGS) and p.name[0] != ".")
    if not files:
        raise FileNotFoundError(f"There is no importable file ({', '.join(ENDINGS)}) in {path}.")
    return files


def list_foreign(path: Path) -> list[Foreign]:
    """Every table in a file: itself, or the members of a zip. Raises ``FileProblem`` for a broken archive."""
    if path.suffix.lower() == ".zip":
        return _list_zip(path)
    if path.suffix.lower() == ".gz":
        return [Foreign(str(path), lambda: gzip.open(path))]
    return [Foreign(str(path), lambda: path.open("rb"))]


def _list_zip(path: Path) -> list[Foreign]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if _is_table(m)]
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise FileProblem("bad-archive", reason=str(error)) from error
    if not members or len(members) > MOST_ENTRIES:
        reason = f"more than {MOST_ENTRIES} files in it" if members else "no CSV file in it"
        raise FileProblem("bad-archive", reason=reason)

    def opener(member: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
        return lambda: zipfile.ZipFile(path).open(member)

    return [Foreign(f"{path}/{member.filename}", opener(member)) for member in members]


def _is_table(member: zipfile.ZipInfo) -> bool:
    name = member.filename.lower()
    hidden = any(part.startswith((".", "__macosx")) for part in name.split("/"))
    return not member.is_dir() and not hidden and name.endswith(TEXT_ENDINGS)


@dataclass
class Survey:
    """What one pass over the bytes tells: their hash and their encoding."""

    sha256: str
    encoding: str


def survey_bytes(foreign: Foreign, problems: Problems) -> Survey:
    """Hashes the bytes and finds the encoding: by byte order mark, else UTF-8 if it fits, else Windows-1252.

    Raises ``FileProblem`` when the bytes cannot be read or are no text.
    """
    digest, start, size, utf8, cp1252 = hashlib.sha256(), b"", 0, _Fits("utf-8-sig"), _Fits("cp1252")
    try:
        with foreign.open() as stream:
            while block := stream.read(BLOCK):
                start, size = start or block, size + len(block)
                digest.update(block)
                utf8.feed(block)
                cp1252.feed(block)
                if size > MOST_UNPACKED:
                    raise FileProblem("bad-archive", reason=f"it unpacks to more than {MOST_UNPACKED:,} bytes")
            utf8.feed(b"", is_last=True)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
        code = (
            "bad-archive"
            if foreign.path.lower().endswith(".gz") or ".zip" in foreign.path.lower()
            else "unreadable-file"
        )
        raise FileProblem(code, reason=str(error).rstrip(".") or type(error).__name__) from error
    return Survey(digest.hexdigest(), _choose_encoding(start, utf8.fits, cp1252.fits, problems))


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
class Table:
    """An opened table: its header cells, and its rows by ``chunks``."""

    header: list[str]
    header_line: int
    _lines: "_Lines"
    _separator: str
    _problems: Problems

    def chunks(self) -> Iterator[Chunk]:
        """The rows, some ten thousand at a time; rows of another length are reported and left out."""
        for rows in batches(self._rows(), CHUNK):
            yield _read_columns(
                [text for _, text in rows], [line for line, _ in rows], self._separator, len(self.header)
            )

    rows_read: int = 0
    rows_bad: int = 0

    def _rows(self) -> Iterator[tuple[int, str]]:
        wanted = len(self.header)
        for line, text, found in _records(self._lines, self._separator):
            self.rows_read += 1
            if found == wanted and "\0" not in text:
                yield line, text
                continue
            self.rows_bad += 1
            if found != wanted:
                self._problems.add("cell-count", line=line, value=text.strip(), found=found, wanted=wanted)
            else:
                self._problems.add("bad-character", line=line, value=text.strip().replace("\0", "␀"))


class _Lines:
    """Lines of text with their number; any line end counts, and none may be endless."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self.number = stream, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._stream.readline(LONGEST_LINE)
        except UnicodeError as error:
            raise FileProblem("bad-encoding", line=self.number + 1) from error
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == LONGEST_LINE:
            raise FileProblem("line-too-long", line=self.number, limit=LONGEST_LINE)
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
        return next(csv.reader(chain([text], lines), delimiter=separator, strict=True))
    except csv.Error as error:
        raise FileProblem("bad-quotes", line=start, value=text.strip()) from error


def _join(cells: list[str], separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue()


def open_table(foreign: Foreign, survey: Survey, problems: Problems, score: Callable[[list[str]], int]) -> Table:
    """Opens a table at its first row. ``score`` rates header cells, to choose among separators.

    Raises ``FileProblem`` for an empty file or unreadable header.
    """
    stream = io.TextIOWrapper(foreign.open(), encoding=survey.encoding, newline=None)
    lines = _Lines(stream)
    first = next((line for line in lines if line.strip(f'{SEPARATORS} \r\n\ufeff\xa0"')), None)
    if first is None:
        raise FileProblem("empty-file")
    start = lines.number
    separator = max(SEPARATORS, key=lambda s: (score(_try_header(first, s)), first.count(s)))
    header = _parse(first, lines, separator) if '"' in first else first.rstrip("\n").split(separator)
    return Table([cell.replace("\ufeff", "").strip() for cell in header], start, lines, separator, problems)


def _try_header(text: str, separator: str) -> list[str]:
    return next(csv.reader([text], delimiter=separator), [])


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
