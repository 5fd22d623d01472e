"""``python -m bench.load`` lets people click at ``manage.py serve`` while rows are imported; 1 for a missed target."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.engines import DATABASES, add_database_option, end_tidily
from bench.imports.ratios import MORE
from bench.kept import Kept, add_kept_options, open_kept_engine, own_folder
from bench.load.ratios import list_lines, list_problems, list_slowest
from bench.load.run import Plan, run_load
from bench.portal import Portal
from bench.sizes import read_size, write_size
from bench.tables import Line, draw_lines, write_section

RESULTS = Path(__file__).with_name("RESULTS.md")
COPY = "under_load"


def main(argv: list[str]) -> int:
    """The command."""
    end_tidily()
    options = read_options(argv)
    with own_folder(options.kept), TemporaryDirectory(prefix="load-") as folder:
        done = [measure(kind, Portal(Path(folder)), options) for kind in DATABASES[options.database]]
    lines = [line for of_engine, _ in done for line in of_engine]
    body = draw_lines(lines) + "".join(f"\n- {note}" for _, notes in done for note in notes) + "\n"
    print(f"\n{body}")
    if options.write:
        write_section(RESULTS, describe_plan(options), body)
    return any(line.verdict == "missed" for line in lines)


def read_options(argv: list[str]) -> Namespace:
    """What the command line says."""
    parser = ArgumentParser(prog="python -m bench.load", description="Many people at a real server, during imports.")
    parser.add_argument("--events", type=read_size, default="1M", metavar="N", help="tracking rows: 100k, 1M, 10M")
    parser.add_argument("--people", type=int, default=50, metavar="N", help="how many click")
    parser.add_argument("--seconds", type=float, default=60, metavar="S", help="for how long")
    parser.add_argument("--think", type=float, default=3, metavar="S", help="between answer and click; 0 for none")
    parser.add_argument("--rows", type=read_size, default="100k", metavar="N", help=f"of an import, at most {MORE}")
    parser.add_argument("--every", type=float, default=0, metavar="S", help="seconds between imports; 0 for only one")
    parser.add_argument("--wait", type=float, default=1, metavar="S", help="target: 95 %% wait at most so long")
    parser.add_argument("--growth", type=float, metavar="PERCENT", help="target: the server's memory grows at most so")
    parser.add_argument("--seed", type=int, default=1, help="chooses the clicks")
    add_database_option(parser)
    add_kept_options(parser)
    parser.add_argument("--write", action="store_true", help="keep the table in bench/load/RESULTS.md")
    return parser.parse_args(argv)


def describe_plan(options: Namespace) -> str:
    """What was done, for a title."""
    imports = f"every {options.every:g} s" if options.every else "once"
    return (
        f"{options.people} people for {options.seconds:g} s with {options.think:g} s to think, "
        f"{write_size(options.events)} rows, an import of {write_size(options.rows)} {imports}"
    )


def measure(kind: str, portal: Portal, options: Namespace) -> tuple[list[Line], list[str]]:
    """The lines of one engine, on a copy of its kept database, and what its slowest and wrong answers were."""
    with open_kept_engine(kind, options.kept) as engine:
        if engine is None:
            return [], []
        kept = Kept(options.kept, options.events)
        kept.load(engine, portal, options.stale)
        plan = Plan(
            people=options.people,
            seconds=options.seconds,
            think=options.think,
            rows=options.rows,
            every=options.every,
            seed=options.seed,
        )
        try:
            url = engine.create(COPY, kept.database)
            seen = run_load(engine, portal, url, kept.files / "tracking-next.csv", plan)
        finally:
            engine.drop(COPY)
        notes = [f"{engine.name}, slowest: {text}" for text in list_slowest(seen.requests)]
        notes += [f"{engine.name}, wrong: {text}" for text in list_problems(seen.requests)]
        return list_lines(engine.name, seen, options.wait, options.growth), notes


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
