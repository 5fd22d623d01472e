"""What an import did, file by file, as data: for the screen, for JSON, and for the record of the run."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from campaigns.ingest.problems import Problems

COUNTS = ("rows", "new", "changed", "unchanged", "removed", "rejected", "placeholders")


SAMPLES = 20
"""So many changed rows of a file are kept as samples."""


@dataclass(frozen=True)
class Sample:
    """A row that the file changes: where it stands, what it is called, and (column, before, after) as texts."""

    line: int
    name: str
    changes: list[tuple[str, str, str]]


@dataclass
class FileReport:
    """One file. rows = new + changed + unchanged + rejected.

    ``header`` are its header cells as they stand there, ``header_key`` tells which headers are the same;
    ``samples`` are the first rows that it changes.
    """

    path: str
    dataset: str = ""
    sha256: str = ""
    columns: tuple[str, ...] = ()
    header: list[str] = field(default_factory=list)
    header_key: str = ""
    samples: list[Sample] = field(default_factory=list)
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: int = 0
    placeholders: int = 0
    problems: Problems = field(default_factory=Problems)

    def as_dict(self) -> dict[str, Any]:
        """The form that ``--json`` prints."""
        counts = {name: getattr(self, name) for name in COUNTS}
        return {"path": self.path, "dataset": self.dataset or None, **counts, "problems": self.problems.as_list()}


@dataclass
class ImportReport:
    """A whole call. ``run`` is the number of the recorded run, none when nothing was kept."""

    files: list[FileReport]
    run: int | None = None
    committed: bool = False
    dry_run: bool = False

    @property
    def has_errors(self) -> bool:
        """Whether any file has an error."""
        return any(file.problems.has_errors for file in self.files)

    @property
    def exit_status(self) -> int:
        """0 all is in (or would be), 1 nothing was changed because of errors, 3 loaded but some rows rejected."""
        if not self.has_errors:
            return 0
        return 3 if self.committed or self.would_commit else 1

    would_commit: bool = False
    rejects: list[Path] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The form that ``--json`` prints."""
        return {"run": self.run, "committed": self.committed, "files": [file.as_dict() for file in self.files]}
