"""``python -m bench.load`` lets people click at ``manage.py serve`` while rows are imported; 1 for a missed target."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.engines import DATABASES, Engine, add_database_option, end_tidily
from bench.imports.ratios import MORE
from bench.kept import Kept, add_kept_options, open_kept_engine, own_folder
from bench.load.ramp import PEOPLE, SECONDS, Ramp, run_ramp
from bench.load.ratios import list_lines, list_problems, list_slowest
from bench.load.run import Plan, run_load
from bench.load.steps import HEADER, describe_saturation, list_cells
from bench.portal import Portal
from bench.sizes import read_size, write_size
from bench.tables import Line, draw_lines, draw_table, write_section

RESULTS = Path(__file__).with_name("RESULTS.md")
COPY = "under_load"


def main(argv: list[str]) -> int:
    """The command."""
    end_tidily()
    options = read_options(argv)
    act = climb if options.ramp else measure
    with own_folder(options.kept), TemporaryDirectory(prefix="load-") as folder:
        done = [act(kind, Portal(Path(folder)), options) for kind in DATABASES[options.database]]
    lines = [line for of_engine, _ in done for line in of_engine]
    table = draw_table(HEADER, lines) if options.ramp else draw_lines(lines)
    body = table + "".join(f"\n- {note}" for _, notes in done for note in notes) + "\n"
    print(f"\n{body}")
    if options.write:
        write_section(RESULTS, describe_ramp(options) if options.ramp else describe_plan(options), body)
    return not options.ramp and any(line.verdict == "missed" for line in lines)


def read_options(argv: list[str]) -> Namespace:
    """What the command line says."""
    parser = ArgumentParser(prog="python -m bench.load", description="Many people at a real server, during imports.")
    parser.add_argument("--events", type=read_size, default="1M", metavar="N", help="tracking rows: 100k, 1M, 10M")
    parser.add_argument("--people", type=int, default=50, metavar="N", help="how many click")
    steps = ",".join(map(str, PEOPLE))
    text = f"more and more people instead, and no import; as many as these unless told otherwise: {steps}"
    parser.add_argument("--ramp", type=read_steps, nargs="?", const=PEOPLE, metavar="N,N,…", help=text)
    parser.add_argument("--warm", type=float, default=8, metavar="S", help="of a ramp's step, before it is measured")
    parser.add_argument("--seconds", type=float, metavar="S", help=f"for how long (60), or each step ({SECONDS})")
    parser.add_argument("--think", type=float, default=3, metavar="S", help="between answer and click; 0 for none")
    parser.add_argument("--rows", type=read_size, default="100k", metavar="N", help=f"of an import, at most {MORE}")
    parser.add_argument("--every", type=float, default=0, metavar="S", help="seconds between imports; 0 for only one")
    parser.add_argument("--wait", type=float, default=1, metavar="S", help="target: 95 %% wait at most so long")
    parser.add_argument("--growth", type=float, metavar="PERCENT", help="target: the server's memory grows at most so")
    parser.add_argument("--seed", type=int, default=1, help="chooses the clicks")
    add_database_option(parser)
    add_kept_options(parser)
    parser.add_argument("--write", action="store_true", help="keep the table in bench/load/RESULTS.md")
    options = parser.parse_args(argv)
    if options.seconds is None:
        options.seconds = SECONDS if options.ramp else 60
    return options


def read_steps(text: str) -> tuple[int, ...]:
    """(10, 25) from ``10,25``. Raises ``ArgumentTypeError`` with what would be accepted."""
    words = text.split(",")
    steps = tuple(int(word) for word in words if word.isascii() and word.isdigit())
    if len(steps) < len(words) or list(steps) != sorted(set(steps)) or not steps[0]:
        raise ArgumentTypeError(f"“{text}” are no steps. Accepted: numbers of people that rise, such as 10,25,50.")
    return steps


def describe_plan(options: Namespace) -> str:
    """What was done, for a title."""
    imports = f"every {options.every:g} s" if options.every else "once"
    return (
        f"{options.people} people for {options.seconds:g} s with {options.think:g} s to think, "
        f"{write_size(options.events)} rows, an import of {write_size(options.rows)} {imports}"
    )


def describe_ramp(options: Namespace) -> str:
    """What was done, for a title."""
    return (
        f"Ramp from {options.ramp[0]} to {options.ramp[-1]} people, {options.seconds:g} s each with "
        f"{options.think:g} s to think, {write_size(options.events)} rows"
    )


@contextmanager
def open_copy(kind: str, portal: Portal, options: Namespace) -> Iterator[tuple[Engine, str, Path] | None]:
    """The engine, the address of a copy of its kept database, and the folder of its files; None without engine."""
    with open_kept_engine(kind, options.kept) as engine:
        if engine is None:
            yield None
            return
        kept = Kept(options.kept, options.events)
        kept.load(engine, portal, options.stale)
        try:
            yield engine, engine.create(COPY, kept.database), kept.files
        finally:
            engine.drop(COPY)


def measure(kind: str, portal: Portal, options: Namespace) -> tuple[list[Line], list[str]]:
    """The lines of one engine, and what its slowest and wrong answers were."""
    plan = Plan(
        people=options.people,
        seconds=options.seconds,
        think=options.think,
        rows=options.rows,
        every=options.every,
        seed=options.seed,
    )
    with open_copy(kind, portal, options) as copy:
        if copy is None:
            return [], []
        engine, url, files = copy
        seen = run_load(engine, portal, url, files / "tracking-next.csv", plan)
    notes = [f"{engine.name}, slowest: {text}" for text in list_slowest(seen.requests)]
    notes += [f"{engine.name}, wrong: {text}" for text in list_problems(seen.requests)]
    return list_lines(engine.name, seen, options.wait, options.growth), notes


def climb(kind: str, portal: Portal, options: Namespace) -> tuple[list[list[str]], list[str]]:
    """The table's rows of one engine's steps, told as they end, and where the server is saturated."""
    ramp = Ramp(people=options.ramp, warm=options.warm, seconds=options.seconds, think=options.think, seed=options.seed)
    with open_copy(kind, portal, options) as copy:
        if copy is None:
            return [], []
        engine, url, _ = copy
        steps = []
        for step in run_ramp(engine, portal, url, ramp):
            print(*list_cells(engine.name, step), sep="  ", file=sys.stderr, flush=True)
            steps.append(step)
    notes = [f"{engine.name}: {sentence}" for sentence in describe_saturation(steps)]
    return [list_cells(engine.name, step) for step in steps], notes


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
