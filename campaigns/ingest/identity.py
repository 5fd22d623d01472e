"""Which row is the same row again: a 16-byte key from a row's id, a post's URL, or the whole row.

The whole row is every column of its sheet after cleaning (an absent column equals an empty one), plus how many
equal rows came before it in the same files: two equal orders are two orders, and the same file again adds none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from campaigns.ingest.cleaning import Batch
from campaigns.ingest.problems import Problems
from campaigns.ingest.sheets import POSTS, Sheet

MARK = "\x1f"


@dataclass
class Identity:
    """Gives keys to the rows of one dataset, over all files of a call."""

    sheet: Sheet
    keys: set[bytes] = field(default_factory=set)
    _equal_rows: dict[bytes, int] = field(default_factory=dict)
    _named: dict[bytes, tuple[bytes, int]] = field(default_factory=dict)
    _shared: set[bytes] = field(default_factory=set)

    def find_keys(self, batch: Batch, problems: Problems) -> "Keyed":
        """A key per row; ``None`` where a row repeats one with the same id."""
        keyed = Keyed([], 0, 0)
        names = self._names(batch)
        for line, name, text in zip(batch.lines, names, self._texts(batch), strict=True):
            key = self._named_key(name, text, line, problems, keyed) if name else self._row_key(text)
            keyed.keys.append(key)
        self.keys.update(key for key in keyed.keys if key)
        return keyed

    def _texts(self, batch: Batch) -> Iterator[str]:
        """Each row as one text: all columns of the sheet in their order."""
        blank = [""] * len(batch.lines)
        columns = []
        for column in self.sheet.columns:
            values = batch.cells.get(column.key)
            columns.append(blank if values is None else list(map(column.cell.canonical, values)))
        if self.sheet.key == "tracking" and "orders" not in batch.cells:
            columns[[c.key for c in self.sheet.columns].index("orders")] = ["0"] * len(batch.lines)
        return map(MARK.join, zip(*columns, strict=True))

    def _names(self, batch: Batch) -> list[str]:
        """What names each row, empty where only the whole row does."""
        ids = batch.cells.get(self.sheet.id_column) or [""] * len(batch.lines)
        if self.sheet is not POSTS or "url" not in batch.cells:
            return [f"id{MARK}{i}" if i else "" for i in ids]
        cells = (batch.cells[key] for key in ("influencer_id", "date", "url"))
        return [
            f"id{MARK}{i}" if i else MARK.join(("url", who, day.isoformat(), url)) if url else ""
            for i, who, day, url in zip(ids, *cells, strict=True)
        ]

    def _row_key(self, text: str) -> bytes:
        first = self._hash(f"row{MARK}{text}")
        before = self._equal_rows.get(first, 0)
        self._equal_rows[first] = before + 1
        return self._hash(f"row{MARK}{text}{MARK}{before}") if before else first

    def _named_key(self, name: str, text: str, line: int, problems: Problems, keyed: "Keyed") -> bytes | None:
        key, row = self._hash(name), self._hash(text)
        if (first := self._named.get(key)) is None:
            self._named[key] = row, line
            return key
        by_url = name.startswith(f"url{MARK}")
        if first[0] == row or row in self._shared:
            problems.add("duplicate-row", line=line, column="url" if by_url else self.sheet.id_column)
            keyed.repeated += 1
            return None
        if by_url:
            problems.add("shared-url", line=line, column="url")
            self._shared.add(row)
            return self._row_key(name)
        value = name.partition(MARK)[2]
        problems.add("duplicate-id", line=line, column=self.sheet.id_column, value=value, first=first[1])
        keyed.rejected += 1
        return None

    def _hash(self, text: str) -> bytes:
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, person=self.sheet.key.encode()).digest()


@dataclass
class Keyed:
    """The keys of a batch, and how many rows repeat an equal one or were rejected for an id used twice."""

    keys: list[bytes | None]
    repeated: int
    rejected: int
