"""Where tables lie: files, folders, gzip, ZIP archives, workbooks. Names in archives are shown, never used as paths."""

import gzip
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from campaigns.ingest import reasons
from campaigns.ingest.archives import FAULTS, bad_archive, check_members, open_archive, read_blocks
from campaigns.ingest.limits import MOST_TABLES, MOST_UNPACKED_WORKBOOK
from campaigns.ingest.problems import FileProblem
from campaigns.ingest.reader import TextFile
from campaigns.ingest.tables import Foreign, Unreadable, show_path
from campaigns.ingest.workbooks import Fits, list_sheets

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
WORKBOOK = ".xlsx"
ARCHIVES = (".zip", ".gz")
ENDINGS = (*TEXT_ENDINGS, WORKBOOK, *ARCHIVES)
"""What is picked out of a folder. A single file may have any name: without a known ending it is read as text."""
_NESTED = (*ARCHIVES, ".7z", ".bz2", ".rar", ".tar", ".tgz", ".xz")
_HIDDEN = (".", "~$", "__macosx")


def list_files(path: Path) -> list[Path]:
    """The file itself, or the importable files of a folder. Raises ``FileNotFoundError`` when there is none."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileNotFoundError(f"There is no file or folder {path}.")
    files = sorted(p for p in path.iterdir() if p.is_file() and p.suffix.lower() in ENDINGS and not _is_hidden(p.name))
    if not files:
        raise FileNotFoundError(f"There is no importable file ({', '.join(ENDINGS)}) in {path}.")
    return files


def list_foreign(path: Path, fits: Fits) -> Iterator[Foreign]:
    """Every table in a file: itself, the sheets of a workbook that fit, or the members of a zip.

    What cannot be read comes as ``Unreadable``.
    """
    shown, ending = show_path(path), path.suffix.lower()
    try:
        if ending == ".zip":
            yield from _list_zip(path, fits)
        elif ending == WORKBOOK:
            with path.open("rb") as file:
                yield from list_sheets(shown, file, fits)
        elif ending == ".gz":
            yield TextFile(shown, partial(gzip.open, path), path.stat().st_size)
        else:
            yield TextFile(shown, partial(path.open, "rb"), None)
    except FileProblem as problem:
        yield Unreadable(shown, problem)
    except OSError as error:
        yield Unreadable(shown, FileProblem("unreadable-file", reason=str(error)))


def _list_zip(path: Path, fits: Fits) -> Iterator[Foreign]:
    members = _list_members(path)
    for member in members:
        shown = f"{show_path(path)}/{show_path(member.filename)}"
        if member.filename.lower().endswith(WORKBOOK):
            yield from _list_packed_workbook(path, member, shown, fits)
        else:
            yield TextFile(shown, _opener(path, member), member.compress_size)


def _list_members(path: Path) -> list[zipfile.ZipInfo]:
    with path.open("rb", buffering=0) as raw, open_archive(raw) as archive:
        files = [m for m in archive.infolist() if not m.is_dir() and not any(map(_is_hidden, m.filename.split("/")))]
    if nested := [m for m in files if m.filename.lower().endswith(_NESTED)]:
        raise FileProblem("nested-archive", value=show_path(nested[0].filename))
    tables = [m for m in files if m.filename.lower().endswith((*TEXT_ENDINGS, WORKBOOK))]
    if not tables:
        raise FileProblem("bad-archive", reason=reasons.NO_TABLE.format(endings=", ".join((*TEXT_ENDINGS, WORKBOOK))))
    if len(tables) > MOST_TABLES:
        raise FileProblem("archive-too-large", reason=reasons.MANY_TABLES.format(most=MOST_TABLES))
    check_members(tables)
    return tables


def _opener(path: Path, member: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: open_archive(path.open("rb", buffering=0)).open(member)


def _list_packed_workbook(path: Path, member: zipfile.ZipInfo, shown: str, fits: Fits) -> list[Foreign]:
    with tempfile.TemporaryFile() as unpacked:
        try:
            with _opener(path, member)() as stream:
                for block in read_blocks(stream, member.compress_size, MOST_UNPACKED_WORKBOOK):
                    unpacked.write(block)
        except FileProblem as problem:
            return [Unreadable(shown, problem)]
        except FAULTS as error:
            return [Unreadable(shown, bad_archive(error))]
        unpacked.seek(0)
        return list_sheets(shown, unpacked, fits)


def _is_hidden(name: str) -> bool:
    return name.lower().startswith(_HIDDEN) and name not in (".", "..")
