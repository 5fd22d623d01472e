"""Opens a workbook: its parts, its sheets in order, the strings they share and the styles of numbers and dates."""

import io
import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from campaigns.ingest import reasons
from campaigns.ingest.archives import ZIP, check_members, open_archive
from campaigns.ingest.limits import LONGEST_CELL, MOST_TABLES, MOST_UNPACKED_WORKBOOK
from campaigns.ingest.problems import FileProblem
from campaigns.ingest.xlsx.values import Style, read_style, unescape_text

BLOCK = 1 << 16
LONGEST_TAG = 1 << 20
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"

Attributes = dict[str, str]


@dataclass
class Book:
    """An opened workbook. ``sheets`` are (name, name of the part); ``hidden`` are the names of those nobody sees."""

    archive: zipfile.ZipFile
    parts: dict[str, zipfile.ZipInfo]
    sheets: list[tuple[str, str]] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    strings: list[str] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    since_1904: bool = False

    def open(self, part: str) -> IO[bytes]:
        """A stream of a part's bytes. Raises ``FileProblem`` for a part that is not there."""
        if part.lower() not in self.parts:
            raise bad_workbook(reasons.PART_MISSING.format(part=part))
        return self.archive.open(self.parts[part.lower()])


def bad_workbook(reason: str, **place: Any) -> FileProblem:
    """A problem of the whole workbook."""
    return FileProblem("bad-workbook", reason=reason, **place)


def open_book(raw: io.RawIOBase) -> Book:
    """The workbook in a raw stream. Raises ``FileProblem``."""
    raw.seek(0)
    start = raw.read(4)
    if start == _OLD_OR_LOCKED:
        raise bad_workbook(reasons.OLD_OR_PROTECTED)
    if start != ZIP:
        raise bad_workbook(reasons.NO_WORKBOOK)
    try:
        archive = open_archive(raw)
    except FileProblem as problem:
        if problem.code == "bad-archive":
            raise bad_workbook(reasons.BROKEN) from problem
        raise
    check_members(archive.infolist(), MOST_UNPACKED_WORKBOOK)
    book = Book(archive, {m.filename.replace("\\", "/").lower(): m for m in archive.infolist()})
    _read_workbook(book)
    return book


def parse(stream: IO[bytes], parser: expat.XMLParserType, after_block: Callable[[], None] = lambda: None) -> None:
    """Feeds XML block by block. Refuses document types (and so entities) and tags without end."""
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fed = 0
    while block := stream.read(BLOCK):
        parser.Parse(block, False)
        fed += len(block)
        if fed - parser.CurrentByteIndex > LONGEST_TAG:
            raise bad_workbook(reasons.ENDLESS_TAG)
        after_block()
    parser.Parse(b"", True)
    after_block()


def _refuse_doctype(*_: Any) -> None:
    raise bad_workbook(reasons.DOCUMENT_TYPE)


def local(name: str) -> str:
    """A tag's or attribute's name without its prefix: writers choose their own."""
    return name.rpartition(":")[2]


class Locals(dict[str, str]):
    """The same, remembered: tag → its name without prefix."""

    def __missing__(self, name: str) -> str:
        return self.setdefault(name, local(name))


def walk(stream: IO[bytes], visit: Callable[[str, Attributes, list[str]], None]) -> None:
    """Calls ``visit(tag, attributes, tags around it)`` for every tag of a small part."""
    around: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        visit(local(name), attributes, around)
        around.append(local(name))

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, lambda name: around.pop()
    parse(stream, parser)


# ── The parts ────────────────────────────────────────────────────────────────────────────────────────────────


def _read_workbook(book: Book) -> None:
    main = next((t for kind, t in _read_links(book, "").values() if kind == "officeDocument"), "xl/workbook.xml")
    links, found = _read_links(book, main), []

    def visit(tag: str, attributes: Attributes, around: list[str]) -> None:
        if tag == "sheet" and around[-1:] == ["sheets"]:
            link = next((v for k, v in attributes.items() if ":" in k and local(k) == "id"), "")
            found.append((attributes.get("name", ""), link))
            if attributes.get("state", "visible") != "visible":
                book.hidden.add(attributes.get("name", ""))
        elif tag == "workbookPr":
            book.since_1904 = attributes.get("date1904", "0") in ("1", "true")

    walk(book.open(main), visit)
    if any(link not in links for _, link in found):
        raise bad_workbook(reasons.NO_SUCH_SHEET)
    book.sheets = [(name, links[link][1]) for name, link in found if links[link][0] == "worksheet"]
    if len(book.sheets) > MOST_TABLES:
        raise FileProblem("workbook-too-large", reason=reasons.MANY_SHEETS.format(most=MOST_TABLES))
    for kind, target in links.values():
        if kind in _READERS and target.lower() in book.parts:
            _READERS[kind](book, target)


def _read_links(book: Book, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: id → (kind, name of the part)."""
    folder, name = posixpath.split(part)
    path, links = posixpath.join(folder, "_rels", f"{name}.rels"), {}
    if path.lower() not in book.parts:
        return {}

    def visit(tag: str, attributes: Attributes, around: list[str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "").replace("\\", "/")))
            links[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], target.lstrip("/"))

    walk(book.open(path), visit)
    return links


def _read_styles(book: Book, part: str) -> None:
    codes: dict[int, str] = {}
    numbers: list[int] = []

    def visit(tag: str, attributes: Attributes, around: list[str]) -> None:
        if tag == "numFmt" and around[-1:] == ["numFmts"]:
            codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif tag == "xf" and around[-1:] == ["cellXfs"]:
            numbers.append(int(attributes.get("numFmtId", "0")))

    walk(book.open(part), visit)
    book.styles = [read_style(number, codes) for number in numbers]


def _read_strings(book: Book, part: str) -> None:
    """The texts that cells refer to by number; hints at pronunciation are no part of them."""
    texts, hints, depth = [], 0, 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal hints, depth
        name = local(name)
        hints += name == "rPh"
        depth = 1 if name == "t" and not hints else 0
        if name == "si":
            texts.clear()

    def end(name: str) -> None:
        nonlocal hints, depth
        depth, name = 0, local(name)
        hints -= name == "rPh"
        if name == "si":
            book.strings.append(check_length(unescape_text("".join(texts))))

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda data: texts.append(data) if depth else None
    parse(book.open(part), parser)


def check_length(text: str, **place: Any) -> str:
    """The text, unless it is longer than any cell may be."""
    if len(text) > LONGEST_CELL:
        raise FileProblem("cell-too-long", limit=LONGEST_CELL, value=text[:200], **place)
    return text


_READERS = {"styles": _read_styles, "sharedStrings": _read_strings}
