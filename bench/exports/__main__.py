"""``python -m bench.exports`` measures the export of tracking rows on both engines beside their own dumps."""

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.engines import ENGINES, ROOT, Engine, end_tidily, open_engine
from bench.exports.dumps import Dump
from bench.portal import Portal
from bench.sizes import read_size, write_size
from bench.tables import Line, draw_lines, write_section

HERE = Path(__file__).parent
MEGABYTE = 1_000_000
DATABASE = "exported"
SMALLEST = 1_000_000
"""Rows from which the targets hold."""


@dataclass(frozen=True)
class Round:
    """CPU seconds of the dumps, and what the worker says of the export."""

    same: float
    bare: float
    csv: dict[str, Any]


def main(argv: list[str]) -> None:
    """The command."""
    end_tidily()
    options = read_options(argv)
    with TemporaryDirectory(prefix="bench-") as name:
        data = Path(name) / "data"
        words = ("-m", "bench.generator", "--events", str(options.events), "--into", str(data))
        subprocess.run([sys.executable, *words], cwd=ROOT, check=True)
        lines = [line for kind in options.engine or ENGINES for line in measure(kind, data, options)]
    table = draw_lines(lines)
    print(f"\n{table}")
    if options.write:
        rounds = "One round." if options.rounds == 1 else f"Medians of {options.rounds} rounds."
        write_section(HERE / "RESULTS.md", f"Exports, {write_size(options.events)} rows", f"{rounds}\n\n{table}")


def read_options(argv: list[str]) -> Namespace:
    """What the command line says."""
    parser = ArgumentParser(prog="python -m bench.exports", description="Measures exports beside the engines' dumps.")
    parser.add_argument("--events", type=read_size, default="1M", metavar="N", help="tracking rows: 100k, 1M")
    parser.add_argument("--rounds", type=int, default=3, help="medians are of so many rounds")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="only this one")
    parser.add_argument("--write", action="store_true", help="keep the table in bench/exports/RESULTS.md")
    return parser.parse_args(argv)


def measure(kind: str, data: Path, options: Namespace) -> list[Line]:
    """All lines of one engine; none, with a sentence, where it or its program is not on this machine."""
    with open_engine(kind) as engine:
        if engine is None or Dump(engine, DATABASE).program is None:
            print(f"{kind} or its own program is not on this machine: nothing was measured on it.", file=sys.stderr)
            return []
        portal = Portal(data.parent)
        url = engine.create(DATABASE)
        portal.manage(engine, url, "migrate", "--verbosity", 0)
        files = [data / name for name in ("influencers.csv", "payouts.csv", "tracking.csv")]
        portal.manage(engine, url, "import", *files)
        rounds = [run_round(engine, portal, url) for _ in range(options.rounds)]
        book = run_worker(engine, portal, url, "xlsx") if options.events <= SMALLEST else None
        return list_lines(engine.name, options.events, rounds, book)


def run_round(engine: Engine, portal: Portal, url: str) -> Round:
    """Both dumps and the export, told to whoever waits."""
    dump = Dump(engine, DATABASE)
    done = Round(dump.same(), dump.bare(), run_worker(engine, portal, url, "csv"))
    print(f"{engine.name}: dump {done.same:.2f} s, bare {done.bare:.2f} s, CSV {done.csv['cpu']:.2f} s", flush=True)
    return done


def run_worker(engine: Engine, portal: Portal, url: str, step: str) -> dict[str, Any]:
    """What an export cost, as its process says."""
    portal.run(engine, url, HERE / "worker.py", step, engine.pid)
    return json.loads(portal.read_output())


def list_lines(engine: str, events: int, rounds: Sequence[Round], book: dict[str, Any] | None) -> list[Line]:
    """The measures with their targets."""

    def middle(read: Callable[[Round], float]) -> float:
        return median(map(read, rounds))

    def speed(cpu: float) -> float:
        return events / 1000 / cpu

    lines = [
        Line("dump of the same cells, thousand rows per CPU second", engine, speed(middle(lambda r: r.same))),
        Line("dump of the bare table, thousand rows per CPU second", engine, speed(middle(lambda r: r.bare))),
        Line("CSV, thousand rows per CPU second", engine, speed(middle(lambda r: r.csv["cpu"]))),
        Line("CSV ÷ dump of the same cells", engine, middle(lambda r: r.csv["cpu"] / r.same), at_most=2),
        Line("CSV ÷ dump of the bare table", engine, middle(lambda r: r.csv["cpu"] / r.bare)),
        Line("CSV, first bytes", engine, middle(lambda r: r.csv["first"]), at_most=1, unit=" s"),
        Line("CSV, first rows", engine, middle(lambda r: r.csv["rows"]), unit=" s"),
        Line("CSV, peak memory above idle", engine, peak(middle(lambda r: r.csv["peak"])), at_most=40, unit=" MB"),
    ]
    if book:
        lines += [
            Line("workbook, thousand rows per CPU second", engine, speed(book["cpu"])),
            Line("workbook, peak memory above idle", engine, peak(book["peak"]), at_most=40, unit=" MB"),
        ]
    return lines if events >= SMALLEST else [replace(line, at_most=None) for line in lines]


def peak(size: float) -> float:
    """Bytes as megabytes."""
    return size / MEGABYTE


if __name__ == "__main__":
    main(sys.argv[1:])
