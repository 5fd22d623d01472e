"""``python -m bench.drills`` kills imports and undos, runs imports at once and backups beside them, on both engines."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bench.drills.backups import drill_backups
from bench.drills.failover import MODES, drill_failover
from bench.drills.files import Files, write_drill_files
from bench.drills.full import KINDS, drill_full
from bench.drills.killing import Operation, Tally, drill
from bench.drills.scene import Scene
from bench.drills.together import drill_together
from bench.engines import DATABASES, add_database_option, end_tidily, open_engine
from bench.portal import Portal
from bench.tables import draw_table, write_section

RESULTS = Path(__file__).parent / "RESULTS.md"
DRILLS = ("first import", "import", "undo", "together", "backup", "failover", "full disk")
HEADER = ("engine", "drill", "killed", "times", "what was there afterwards", "failed")


def main(argv: list[str]) -> int:
    """The command; 1 when anything failed."""
    end_tidily()
    options = read_options(argv)
    print(f"Seed {options.seed}, {options.moments} moments for each engine and operation.", flush=True)
    rows, failures = [], []
    with TemporaryDirectory(prefix="drills-") as name:
        for kind in DATABASES[options.database]:
            for row, tally in run_engine(kind, Path(name) / kind, options):
                rows.append(row)
                failures += tally.failures
    table = draw_table(HEADER, rows)
    print(f"\n{table}", *failures, sep="\n")
    if options.write:
        title = f"Drills: {', '.join(options.drill)}" if options.drill else "Drills"
        write_section(RESULTS, title, f"Seed {options.seed}.\n\n{table}\n" + "".join(f"- {f}\n" for f in failures))
    return bool(failures)


def read_options(argv: list[str]) -> Namespace:
    """What the command line says."""
    parser = ArgumentParser(prog="python -m bench.drills", description="Kills imports and undos at random moments.")
    parser.add_argument("--moments", type=int, default=20, help="kills for each engine and operation")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of all other drills on each engine")
    parser.add_argument("--seed", type=int, default=1, help="chooses the moments")
    add_database_option(parser)
    parser.add_argument("--drill", choices=DRILLS, action="append", help="only this one")
    parser.add_argument("--write", action="store_true", help="keep the table in bench/drills/RESULTS.md")
    return parser.parse_args(argv)


def run_engine(kind: str, folder: Path, options: Namespace) -> Iterator[tuple[list[str], Tally]]:
    """A row of the table and its tally for each drill and each kind of kill."""
    folder.mkdir()
    with open_engine(kind) as engine:
        if engine is None:
            print("PostgreSQL is not on this machine: nothing was drilled on it.", file=sys.stderr)
            return
        scene, files = Scene(engine, Portal(folder), folder), write_drill_files(folder)
        wanted = options.drill or DRILLS
        for operation in list_operations(scene, files):
            if operation.name in wanted:
                rng = Random(f"{options.seed} {kind} {operation.name}")
                for died, tally in drill(scene, operation, options.moments, rng).items():
                    yield [engine.name, operation.name, died, *tally.describe()], tally
        if "together" in wanted:
            tally = drill_together(scene, files, options.rounds, Random(f"{options.seed} {kind}"), "before")
            yield [engine.name, "two imports at once", "nobody", *tally.describe()], tally
        if "backup" in wanted:
            yield run_backups(scene, files, options)
    if "failover" in wanted and kind == "postgresql":
        yield from run_failovers(folder, options)
    if "full disk" in wanted and kind == "postgresql":
        yield from run_full(folder, files, options)


def run_backups(scene: Scene, files: Files, options: Namespace) -> tuple[list[str], Tally]:
    """All are restored on SQLite: those of PostgreSQL on the other engine."""
    (elsewhere := scene.folder / "elsewhere").mkdir()
    with open_engine("sqlite") as sqlite:
        other, rng = Scene(sqlite, Portal(elsewhere), elsewhere), Random(f"{options.seed} {scene.engine.name} backup")
        tally = drill_backups(scene, other, files, options.rounds, rng)
    return [scene.engine.name, "backup during an import", "nobody", *tally.describe()], tally


def run_failovers(folder: Path, options: Namespace) -> Iterator[tuple[list[str], Tally]]:
    """A primary killed under commits, its standby promoted."""
    for mode in MODES:
        done = drill_failover(folder, mode, options.rounds, Random(f"{options.seed} {mode}"))
        name = f"{mode} failover, {done.commits} commits"
        yield ["PostgreSQL", name, "primary", *done.tally.describe()], done.tally


def run_full(folder: Path, files: Files, options: Namespace) -> Iterator[tuple[list[str], Tally]]:
    """An import that finds no room for its rows, or for what the server writes down of them."""
    for kind in KINDS:
        (own := folder / kind.part).mkdir()
        tally = drill_full(own, files, kind, options.rounds, Random(f"{options.seed} {kind.part}"))
        if tally is None:
            print("No disk can be mounted here (that takes root): none was full.", file=sys.stderr)
            return
        yield ["PostgreSQL", f"import, disk of the {kind.part} full", "nobody", *tally.describe()], tally


def list_operations(scene: Scene, files: Files) -> list[Operation]:
    """An import into an empty database, one onto earlier data, and its undo, which must lead back to them."""
    empty = scene.prepare("empty")
    before, _ = scene.derive("before", "empty", files.base)
    after, run = scene.derive("after", "before", files.one)
    return [
        Operation("first import", ("import", files.base), "empty", empty, before),
        Operation("import", ("import", files.one), "before", before, after),
        Operation("undo", ("undo_import", run), "after", after, before),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
