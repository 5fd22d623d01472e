"""The files of the drills: a base, and two sets that add rows and change what is there, each in its own way."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.generator.files import write_files

EVENTS, MORE = 15_000, 10_000
Row = dict[str, str]


@dataclass(frozen=True)
class Files:
    """Folders to import."""

    base: Path
    one: Path
    other: Path


def write_drill_files(folder: Path) -> Files:
    """Writes them. The sets share influencers and payouts, so that the order in which they are loaded shows."""
    files = Files(folder / "base", folder / "one", folder / "other")
    write_files(files.base, EVENTS, MORE)
    lines = (files.base / "tracking-next.csv").read_text().splitlines(keepends=True)
    (files.base / "tracking-next.csv").unlink()
    for place, some in enumerate((files.one, files.other)):
        some.mkdir()
        (some / "tracking.csv").write_text("".join([lines[0], *lines[1 + place :: 2]]))
        _change(files.base, some, "influencers.csv", lambda number, row, word=some.name: _rename(number, row, word))
        _change(files.base, some, "payouts.csv", lambda number, row, place=place: _raise_payout(number, row, place))
    return files


def _change(base: Path, folder: Path, name: str, change: Callable[[int, Row], Row]) -> None:
    with (base / name).open(newline="") as source, (folder / name).open("w", newline="") as target:
        rows = csv.DictReader(source)
        writer = csv.DictWriter(target, rows.fieldnames or ())
        writer.writeheader()
        writer.writerows(change(number, row) for number, row in enumerate(rows))


def _rename(number: int, row: Row, word: str) -> Row:
    """Every third influencer gets another name and platform, which moves figures."""
    return row if number % 3 else row | {"name": f"{row['name']} {word}", "platform": f"Platform {word}"}


def _raise_payout(number: int, row: Row, place: int) -> Row:
    """Every third payout changes."""
    return row if number % 3 else row | {"total_payout": str(int(row["total_payout"]) + 10 + place)}
