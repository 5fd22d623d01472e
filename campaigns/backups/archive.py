"""The file of a backup: a ZIP with a member for each table and kept file, and a manifest that proves each of them."""

import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

FORMAT = 1
KIND = "backup of a HealthKart ROI portal"
MANIFEST = "manifest.json"
QUICKLY = 1
"""The level of compression: keys are random bytes, so more effort gains little."""
BLOCK = 1 << 20


class BadBackup(Exception):
    """The file cannot be restored; the text is a sentence that says why."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One member as the manifest knows it. ``rows`` counts its lines."""

    name: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself. ``tables`` are the columns of each table with their kinds, ``members`` by name."""

    made_at: str
    engine: str
    digest: str
    migrations: dict[str, list[str]]
    tables: dict[str, list[list[str]]]
    sequences: dict[str, int]
    members: dict[str, Member] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(self.members[name_member(table)].rows for table in self.tables)


def name_member(table: str) -> str:
    """Where the rows of a table stand."""
    return f"tables/{table}.tsv"


class Packer:
    """Writes members one after the other, to any file: also to one that cannot go back."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=QUICKLY)
        self.members: dict[str, Member] = {}

    def __enter__(self) -> "Packer":
        return self

    def __exit__(self, *_: object) -> None:
        """Whoever has not finished writes no list of members either: what there is counts as cut."""
        self._zip.fp = None

    def add(self, name: str, blocks: Iterable[bytes]) -> int:
        """Adds a member; how many lines it has."""
        rows = size = 0
        proof = sha256()
        with self._zip.open(name, "w", force_zip64=True) as member:
            for block in blocks:
                member.write(block)
                proof.update(block)
                rows += block.count(b"\n")
                size += len(block)
        self.members[name] = Member(name=name, rows=rows, bytes=size, sha256=proof.hexdigest())
        return rows

    def finish(self, manifest: Manifest) -> None:
        """Adds the manifest and the list of members, without which the file counts as cut."""
        text = json.dumps({"kind": KIND, "format": FORMAT, **asdict(manifest)}, indent=1)
        self._zip.writestr(MANIFEST, text)
        self._zip.close()


@dataclass(frozen=True)
class Archive:
    """A backup that is open for reading."""

    manifest: Manifest
    _zip: ZipFile

    def verify(self) -> Iterator[int]:
        """Reads every member and yields its rows. Raises ``BadBackup`` at the first that is not what was written."""
        found = {entry.filename for entry in self._zip.infolist()} - {MANIFEST}
        if found != self.manifest.members.keys():
            raise BadBackup("This backup is damaged: its members are not those that its manifest lists.")
        for member in self.manifest.members.values():
            self._verify(member)
            yield member.rows

    def _verify(self, member: Member) -> None:
        proof = sha256()
        try:
            for block in self.read(member.name):
                proof.update(block)
        except (BadZipFile, zlib.error, EOFError) as error:
            raise BadBackup(f"This backup is damaged: {member.name} cannot be read ({error}).") from None
        if proof.hexdigest() != member.sha256:
            raise BadBackup(f"This backup is damaged: {member.name} is not what was written.")

    def read(self, name: str) -> Iterator[bytes]:
        """A member in blocks."""
        with self._zip.open(name) as member:
            while block := member.read(BLOCK):
                yield block


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The backup in the file. Raises ``BadBackup``, and ``OSError`` when the file cannot be read."""
    with path.open("rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
        file.seek(0)
        if not is_zip:
            raise BadBackup(f"{path} is not a backup of this portal.")
        try:
            members = ZipFile(file)
        except BadZipFile:
            raise BadBackup(f"{path} is cut: its end is missing. Copy it again, or take another backup.") from None
        with members:
            yield Archive(_read_manifest(path, members), members)


def _read_manifest(path: Path, members: ZipFile) -> Manifest:
    try:
        said: dict[str, Any] = json.loads(members.read(MANIFEST))
        if said.pop("kind") != KIND:
            raise KeyError(KIND)
        made_in = said.pop("format")
    except (KeyError, TypeError, AttributeError, ValueError, BadZipFile, zlib.error):
        raise BadBackup(f"{path} is not a backup of this portal: it has no manifest that can be read.") from None
    if made_in != FORMAT:
        raise BadBackup(
            f"{path} was made by a newer version of the portal: its format is {made_in}, and this version reads "
            f"{FORMAT}. Update the portal, then restore."
        )
    said["members"] = {name: Member(**member) for name, member in said["members"].items()}
    return Manifest(**said)
