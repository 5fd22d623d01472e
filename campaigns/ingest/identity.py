"""Which row is the same row again: a 16-byte key from a row's id, a post's URL, or the whole row.

An exported row has its key in a column of its own, which wins.
The whole row is every column of its sheet after cleaning (an absent column equals an empty one), plus how many
equal rows came before it in the same files: two equal orders are two orders, and the same file again adds none.
Keys of whole rows begin with their day, so that the rows of a day lie together in the index.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO

import numpy as np

from campaigns.coded import Coded, Numbers
from campaigns.formats import read_key
from campaigns.ingest.cleaning import Batch
from campaigns.ingest.hashing import LANES, hash_texts, make_constants, mix, mix_in
from campaigns.ingest.sheets import POSTS, ROW_KEY, Sheet

WHOLE, BY_ID, BY_URL, BY_KEY = 0, 1, 2, 3
REPEATED, REJECTED = -1, -2
"""Verdicts; any other number says how many equal rows come before."""
RECORD = np.dtype([("high", "<u8"), ("low", "<u8"), ("row", "<u8"), ("line", "<u8"), ("kind", "u1")])
PART = 1 << 20
"""So many rows are compared in memory at once."""
URL_PARTS = ("influencer_id", "date", "url")
DAY_BITS, HASH_BITS = np.uint64(44), np.uint64(20)
_KINDS = make_constants("whole row", "id", "url")
_NEXT = make_constants("equal row")[0, 1]


@dataclass
class Keyed:
    """What became of some rows: their keys, their verdicts, how they are known, and the line of the row they repeat."""

    keys: list[bytes]
    verdicts: Numbers
    kinds: Numbers
    firsts: dict[int, int]


@dataclass
class Identity:
    """Gives keys to the rows of one dataset, over all files of a call: ``add`` all, ``settle``, then ask ``next``.

    What it has to remember of each row lies on disk.
    """

    sheet: Sheet
    _file: IO[bytes] = field(default_factory=TemporaryFile)
    _count: int = 0
    _given: int = 0
    _places: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    _verdicts: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    _firsts: dict[int, int] = field(default_factory=dict)

    def add(self, described: IO[bytes]) -> None:
        """Notes the rows of a file, as ``describe_rows`` wrote them one after the other."""
        described.seek(0)
        copyfileobj(described, self._file)
        self._count = self._file.tell() // RECORD.itemsize

    def settle(self) -> None:
        """Compares all rows that have been added."""
        parts = -(-self._count // PART) or 1
        found = [self._compare(number, parts) for number in range(parts)]
        places, verdicts = (np.concatenate(columns) for columns in zip(*found, strict=True))
        order = np.argsort(places)
        self._places, self._verdicts = places[order], verdicts[order]
        self._file.seek(0)

    def next(self, count: int) -> Keyed:
        """The keys of the next rows, in the order they were added."""
        records = self._read(count)
        start, self._given = self._given, self._given + count
        low, high = np.searchsorted(self._places, [start, start + count])
        verdicts = np.zeros(count, np.int64)
        places = self._places[low:high] - start
        verdicts[places] = self._verdicts[low:high]
        firsts = {p: self._firsts[p + start] for p in places.tolist() if p + start in self._firsts}
        return Keyed(_write_keys(records, verdicts), verdicts, records["kind"], firsts)

    def all_keys(self) -> set[bytes]:
        """The keys of all rows that are kept. As large as the files are long: only for who cannot do without."""
        given, self._given = self._given, 0
        self._file.seek(0)
        keys: set[bytes] = set()
        while self._given < self._count:
            keyed = self.next(min(PART, self._count - self._given))
            keys.update(key for key, verdict in zip(keyed.keys, keyed.verdicts.tolist(), strict=True) if verdict >= 0)
        self._given = given
        self._file.seek(given * RECORD.itemsize)
        return keys

    def _read(self, count: int) -> Numbers:
        return np.frombuffer(self._file.read(count * RECORD.itemsize), dtype=RECORD)

    def _compare(self, number: int, parts: int) -> tuple[Numbers, Numbers]:
        """Places and verdicts of the rows that are not the first with their key, in one part of the keys."""
        records, places = self._read_part(number, parts)
        several = np.flatnonzero(_has_twin(records["low"]))
        records, places = records[several], places[several]
        order = np.lexsort((records["low"], records["high"]))
        records, places = records[order], places[order]
        is_first = np.ones(len(records), bool)
        is_first[1:] = (records["high"][1:] != records["high"][:-1]) | (records["low"][1:] != records["low"][:-1])
        starts = np.flatnonzero(is_first)
        verdicts = np.arange(len(records)) - np.repeat(starts, np.diff([*starts, len(records)]))
        for start, end in _find_named(records, starts):
            verdicts[start:end] = self._judge(records[start:end], places[start:end])
        return places[verdicts != 0], verdicts[verdicts != 0]

    def _read_part(self, number: int, parts: int) -> tuple[Numbers, Numbers]:
        self._file.seek(0)
        found, places = [], []
        for start in range(0, self._count, PART):
            records = self._read(min(PART, self._count - start))
            mine = np.flatnonzero(records["low"] % np.uint64(parts) == number)
            found.append(records[mine])
            places.append(mine + start)
        return (
            (np.concatenate(found), np.concatenate(places)) if found else (np.zeros(0, RECORD), np.zeros(0, np.int64))
        )

    def _judge(self, records: Numbers, places: Numbers) -> list[int]:
        """Rows with one id: equal ones count once, others are errors; with one URL all different ones are kept."""
        verdicts, seen = [0], [records["row"][0]]
        for record, place in zip(records[1:], places[1:].tolist(), strict=True):
            if record["row"] in seen:
                verdicts.append(REPEATED)
            elif record["kind"] == BY_URL:
                verdicts.append(len(seen))
                seen.append(record["row"])
            else:
                verdicts.append(REJECTED)
                self._firsts[place] = int(records["line"][0])
        return verdicts


def _has_twin(numbers: Numbers) -> Numbers:
    """Which numbers come more than once."""
    ordered = np.sort(numbers)
    twins = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.isin(numbers, twins) if len(twins) else np.zeros(len(numbers), bool)


def _find_named(records: Numbers, starts: Numbers) -> Iterator[tuple[int, int]]:
    """Where rows with one id or URL stand together."""
    ends = np.append(starts[1:], len(records))
    several = (ends - starts > 1) & (records["kind"][starts] != WHOLE) if len(starts) else []
    yield from zip(starts[several].tolist(), ends[several].tolist(), strict=True)


def describe_rows(sheet: Sheet, batch: Batch) -> bytes:
    """The record of each row: its key as far as it alone tells, and a hash of all of it."""
    hashes = {c.key: _hash_column(sheet, c.key, batch) for c in sheet.stored if c.key in batch.cells}
    nothing = np.zeros((len(batch), LANES), np.uint64)
    whole = sum(hashes.values(), nothing)
    kinds = np.zeros(len(batch), np.uint8)
    keys = mix(whole + _KINDS[WHOLE])
    if "date" in batch.cells:
        days = batch.cells["date"].map(lambda day: day.toordinal()).numbers().astype(np.uint64)
        keys[:, 0] = (days << DAY_BITS) | (keys[:, 0] >> HASH_BITS)
    if sheet is POSTS and "url" in hashes:
        by_url = sum((hashes[key] for key in URL_PARTS), nothing)
        _name(keys, kinds, BY_URL, by_url, hashes["url"])
    if sheet.id_column in hashes:
        _name(keys, kinds, BY_ID, hashes[sheet.id_column], hashes[sheet.id_column])
    if ROW_KEY.key in batch.cells:
        _take_keys(keys, kinds, batch.cells[ROW_KEY.key])
    records = np.empty(len(batch), RECORD)
    records["high"], records["low"] = keys[:, 0], keys[:, 1]
    records["row"], records["line"], records["kind"] = mix(whole[:, 1]), batch.lines, kinds
    return records.tobytes()


def _hash_column(sheet: Sheet, key: str, batch: Batch) -> Numbers:
    column = batch.cells[key]
    texts = sheet.column(key).cell.canonical_texts(column.values)
    return mix_in(hash_texts(texts), make_constants(f"column {key}")[0])[column.codes]


def _name(keys: Numbers, kinds: Numbers, kind: int, hashes: Numbers, filled: Numbers) -> None:
    """Rows where the naming column is filled are known by these hashes instead."""
    is_named = (filled != 0).any(axis=1)
    keys[is_named] = mix(hashes[is_named] + _KINDS[kind])
    kinds[is_named] = kind


def _take_keys(keys: Numbers, kinds: Numbers, written: Coded) -> None:
    """Rows that were exported have their key beside them."""
    is_named = written.where(bool)
    found = b"".join(read_key(text) if text else bytes(16) for text in written.values)
    keys[is_named] = np.frombuffer(found, dtype=">u8").astype(np.uint64).reshape(-1, LANES)[written.codes[is_named]]
    kinds[is_named] = BY_KEY


def _write_keys(records: Numbers, verdicts: Numbers) -> list[bytes]:
    """The keys as they are stored; equal rows are told apart by their number."""
    low, before = records["low"].astype(np.uint64), np.maximum(verdicts, 0).astype(np.uint64)
    low = np.where(before == 0, low, mix(low + before * _NEXT))
    pairs = np.column_stack([records["high"], low]).astype(">u8").tobytes()
    return [pairs[start : start + 16] for start in range(0, len(pairs), 16)]
