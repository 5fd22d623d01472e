"""``python -m bench.asking`` asks a loaded portal on both databases and prints costs beside their targets."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.asking.pages import TOUR, Costs, measure_pages
from bench.asking.ratios import FRAMES, Measured, draw_pages, draw_questions, list_lines
from bench.engines import DATABASES, Engine, add_database_option, end_tidily
from bench.imports.rounds import Addition, Bench
from bench.kept import Kept, add_kept_options, open_kept_engine, own_folder
from bench.portal import Portal
from bench.sizes import read_size, write_size
from bench.tables import draw_lines, write_section

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
SMALL = 100_000


def main(argv: list[str]) -> None:
    """The command."""
    end_tidily()
    options = read_options(argv)
    with own_folder(options.kept), TemporaryDirectory(prefix="bench-") as folder:
        portal = Portal(Path(folder))
        measured = [done for kind in DATABASES[options.database] if (done := measure(kind, portal, options))]
    tables = [draw(done) for draw in (draw_questions, draw_pages) for done in measured]
    tables.append(draw_lines([line for done in measured for line in list_lines(done)]))
    print("", *tables, sep="\n")
    if options.write:
        rounds = "One round." if options.rounds == 1 else f"Medians of {options.rounds} rounds."
        write_section(RESULTS, f"Asking, {write_size(options.events)} rows", "\n".join([f"{rounds}\n", *tables]))


def read_options(argv: list[str]) -> Namespace:
    """What the command line says."""
    parser = ArgumentParser(prog="python -m bench.asking", description="Measures questions and pages.")
    parser.add_argument("--events", type=read_size, default="10M", metavar="N", help="tracking rows: 100k, 1M, 10M")
    parser.add_argument("--rounds", type=int, default=3, help="medians are of so many rounds")
    add_database_option(parser)
    add_kept_options(parser)
    parser.add_argument("--write", action="store_true", help="keep the tables in bench/asking/RESULTS.md")
    return parser.parse_args(argv)


def measure(kind: str, portal: Portal, options: Namespace) -> Measured | None:
    """Everything on one engine; None, with a sentence, where it is not on this machine."""
    with open_kept_engine(kind, options.kept) as engine:
        if engine is None:
            return None
        looked_at = {events: Kept(options.kept, events) for events in list_sizes(options.events)}
        urls = {events: kept.load(engine, portal, options.stale) for events, kept in looked_at.items()}
        costs = {
            events: ask_pages(engine, portal, url, events, options.rounds, TOUR if events == options.events else ())
            for events, url in urls.items()
        }
        kept, frames = looked_at[options.events], looked_at[min(options.events, FRAMES)]
        return Measured(
            engine=engine.name,
            events=options.events,
            small=min(looked_at),
            asked=ask(engine, portal, kept, options.rounds),
            pages=costs[options.events],
            small_pages=costs[min(looked_at)],
            frames_pages=costs[frames.events],
            frames=run_script(engine, portal, kept, "frames.py", frames.files, options.rounds),
            additions=add_rows(engine, portal, kept, options.rounds),
        )


def list_sizes(events: int) -> list[int]:
    """The size itself, the small one that growth is counted from, and that of pandas, none twice."""
    return sorted({events, min(events, SMALL), min(events, FRAMES)})


def ask_pages(engine: Engine, portal: Portal, url: str, events: int, rounds: int, tour: Sequence[str]) -> Costs:
    """The pages of one size."""
    tell(engine, f"pages, {write_size(events)}")
    return measure_pages(engine, portal, url, rounds, tour)


def ask(engine: Engine, portal: Portal, kept: Kept, rounds: int) -> Mapping[str, Mapping[str, Sequence[float]]]:
    """All questions."""
    return run_script(engine, portal, kept, "worker.py", kept.files, engine.pid, rounds)


def run_script(engine: Engine, portal: Portal, kept: Kept, script: str, *words: object) -> Mapping:
    """What a step in a process of its own prints."""
    tell(engine, script.removesuffix(".py"))
    portal.run(engine, engine.url(kept.database), HERE / script, *words)
    return json.loads(portal.read_output())


def add_rows(engine: Engine, portal: Portal, kept: Kept, rounds: int) -> list[Addition]:
    """100,000 rows more, each time into a fresh copy."""
    tell(engine, "adding rows")
    bench = Bench(engine, portal, kept.files)
    return [bench.add_rows(like=kept.database) for _ in range(rounds)]


def tell(engine: Engine, what: str) -> None:
    """What goes on, for whoever waits."""
    print(f"{engine.name}: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
