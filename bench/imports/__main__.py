"""``python -m bench.imports`` measures an import on both engines and prints the ratios beside their targets."""

import subprocess
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.engines import DATABASES, ROOT, add_database_option, end_tidily, open_engine
from bench.imports.ratios import MORE, list_growth, list_ratios, tell_round
from bench.imports.rounds import Bench, Round
from bench.portal import Portal
from bench.sizes import read_size, write_size
from bench.tables import Line, draw_lines, write_section

RESULTS = Path(__file__).with_name("RESULTS.md")


def main(argv: list[str]) -> None:
    """The command."""
    end_tidily()
    options = read_options(argv)
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        small = generate(folder, options.events)
        large = generate(folder, options.grow) if options.grow else None
        lines = [line for kind in DATABASES[options.database] for line in measure(kind, folder, small, large, options)]
    table = draw_lines(lines)
    print(f"\n{table}")
    if options.write:
        rounds = "One round." if options.rounds == 1 else f"Medians of {options.rounds} rounds."
        write_section(RESULTS, f"Import, {describe_size(options)}", f"{rounds}\n\n{table}")


def read_options(argv: list[str]) -> Namespace:
    """What the command line says."""
    parser = ArgumentParser(prog="python -m bench.imports", description="Measures an import beside its yardsticks.")
    parser.add_argument("--events", type=read_size, default="1M", metavar="N", help="tracking rows: 100k, 1M")
    parser.add_argument("--grow", type=read_size, default="0", metavar="N", help="also once at this size: 10M")
    parser.add_argument("--rounds", type=int, default=3, help="medians are of so many rounds")
    add_database_option(parser)
    parser.add_argument("--profile", action="store_true", help="print the phases of every import")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to measure, if it is another one")
    parser.add_argument("--write", action="store_true", help="keep the table in bench/imports/RESULTS.md")
    return parser.parse_args(argv)


def describe_size(options: Namespace) -> str:
    """The sizes, for a title."""
    return f"{write_size(options.events)} rows" + (f" and {write_size(options.grow)}" if options.grow else "")


def generate(folder: Path, events: int) -> Path:
    """The generated files of that size, and 100,000 more tracking rows."""
    data = folder / write_size(events)
    words = ("-m", "bench.generator", "--events", str(events), "--next", str(MORE), "--into", str(data))
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True)
    return data


def measure(kind: str, folder: Path, small: Path, large: Path | None, options: Namespace) -> list[Line]:
    """All lines of one engine; none, with a sentence, where it is not on this machine."""
    with open_engine(kind) as engine:
        if engine is None:
            print("PostgreSQL is not on this machine: nothing was measured on it.", file=sys.stderr)
            return []
        bench = Bench(engine, Portal(folder, options.root.resolve()), small, options.profile)
        rounds = [run_round(bench) for _ in range(options.rounds)]
        lines = list_ratios(engine.name, options.events, rounds)
        if large:
            grown = run_round(replace(bench, data=large), with_yardsticks=False)
            lines += list_growth(engine.name, options.grow, rounds, grown)
        return lines


def run_round(bench: Bench, with_yardsticks: bool = True) -> Round:
    """A round, told to whoever waits for it."""
    done = bench.run_round(with_yardsticks)
    print(tell_round(bench.engine.name, bench.data.name, done), flush=True)
    return done


if __name__ == "__main__":
    main(sys.argv[1:])
