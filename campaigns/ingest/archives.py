"""Opens ZIP archives without trusting them: the directory is bounded before it is read, sizes while unpacking.

Needs the standard library only: the process that reads workbooks stands on it too.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from campaigns.ingest import reasons
from campaigns.ingest.limits import (
    FREE_OF_RATIO,
    LARGEST_DIRECTORY,
    MOST_ENTRIES,
    MOST_RATIO,
    MOST_UNPACKED,
)
from campaigns.ingest.problems import FileProblem

BLOCK = 1 << 20
ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
FAULTS = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, ValueError)
"""What Python raises for a broken, a locked or an unknown archive."""
_ENCRYPTED = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class _Bounded(io.BufferedReader):
    """Refuses to read an endless directory, which ``zipfile`` takes in one gulp, whatever size it claims."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > LARGEST_DIRECTORY:
            raise FileProblem("archive-too-large", reason=reasons.LARGE_DIRECTORY.format(most=f"{LARGEST_DIRECTORY:,}"))
        return super().read(LARGEST_DIRECTORY if size is None or size < 0 else size)


def open_archive(raw: io.RawIOBase) -> zipfile.ZipFile:
    """The archive in a raw stream. Raises ``FileProblem`` for one that is broken or lists too much."""
    try:
        archive = zipfile.ZipFile(_Bounded(raw))
    except FAULTS as error:
        raise bad_archive(error) from error
    if len(archive.filelist) > MOST_ENTRIES:
        raise FileProblem("archive-too-large", reason=reasons.MANY_FILES.format(most=f"{MOST_ENTRIES:,}"))
    return archive


def check_members(members: list[zipfile.ZipInfo], most: int = MOST_UNPACKED) -> None:
    """Raises ``FileProblem`` unless these members can be unpacked and say that they stay within bounds."""
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise FileProblem("bad-archive", reason=reasons.PROTECTED)
        if member.compress_type not in _METHODS:
            raise FileProblem("bad-archive", reason=reasons.PACKED_OTHERWISE)
        check_size(member.file_size, member.compress_size, most)
    check_size(sum(member.file_size for member in members), None, most)


def check_size(size: int, packed: int | None, most: int = MOST_UNPACKED) -> None:
    """Raises ``FileProblem`` for so many unpacked bytes out of ``packed`` ones (None where nothing was packed)."""
    if size > most:
        raise FileProblem("archive-too-large", reason=reasons.UNPACKS_TO_BYTES.format(most=f"{most:,}"))
    if packed is not None and size > FREE_OF_RATIO and size > packed * MOST_RATIO:
        raise FileProblem("archive-too-large", reason=reasons.UNPACKS_TO_TIMES.format(most=MOST_RATIO))


def read_blocks(stream: IO[bytes], packed: int | None, most: int = MOST_UNPACKED) -> Iterator[bytes]:
    """The bytes of a stream, block by block, as long as they stay within bounds."""
    size = 0
    while block := stream.read(BLOCK):
        size += len(block)
        check_size(size, packed, most)
        yield block


def bad_archive(error: Exception) -> FileProblem:
    """The problem that an error of Python's archive readers stands for."""
    return FileProblem("bad-archive", reason=str(error).rstrip(".") or type(error).__name__)
