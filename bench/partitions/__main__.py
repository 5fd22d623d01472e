"""``python -m bench.partitions`` compares one table of tracking rows with one that is cut by month, on PostgreSQL."""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from psycopg import Connection

from bench.engines import POSTGRES, end_tidily, load_postgres
from bench.partitions.shapes import MONTHS, SHAPES, Shape, first_of
from bench.sizes import read_size, write_size
from bench.tables import draw_table, write_section

RESULTS = Path(__file__).parent / "RESULTS.md"
MORE, KEYS, LAST = 100_000, 10_000, MONTHS - 1
Work = Callable[[], object]


def main(argv: list[str]) -> int:
    """The command; 2 where PostgreSQL is not on this machine."""
    end_tidily()
    parser = ArgumentParser(prog="python -m bench.partitions", description="Are partitions by month worth it?")
    parser.add_argument("--rows", type=read_size, default="10M", metavar="N", help="tracking rows: 1M, 10M")
    parser.add_argument("--times", type=int, default=5, help="each question is asked so often; the quickest counts")
    parser.add_argument("--write", action="store_true", help="keep the table in bench/partitions/RESULTS.md")
    options = parser.parse_args(argv)
    postgres = load_postgres()
    programs = postgres.find_programs()
    if programs is None:
        print("PostgreSQL is not on this machine: nothing was measured.", file=sys.stderr)
        return 2
    with (
        postgres.running_server(programs, (*POSTGRES, "fsync=off")) as server,
        psycopg.connect(server.url, autocommit=True) as connection,
    ):
        columns = [list(measure(connection, shape, options)) for shape in SHAPES]
    rows = [[name, value, other[1]] for (name, value), other in zip(*columns, strict=True)]
    table = draw_table((f"{write_size(options.rows)} rows", *(shape.name for shape in SHAPES)), rows)
    print(table)
    if options.write:
        write_section(RESULTS, "Partitions", f"The quickest of {options.times}.\n\n{table}\n")
    return 0


def measure(server: Connection, shape: Shape, options: Namespace) -> Iterator[tuple[str, str]]:
    """(what, how much) for one shape."""
    shape.make(server)
    shape.fill(server, options.rows)
    shape.add_indexes(server)
    server.execute(f"VACUUM ANALYZE {shape.table}")
    rows, indexes = shape.measure(server)
    yield "rows", f"{rows / 1e6:,.0f} MB"
    yield "indexes", f"{indexes / 1e6:,.0f} MB"
    for name, ask in questions(server, shape):
        yield name, _time(options.times, ask)
    begin = options.rows + 1
    yield (
        f"insert {write_size(MORE)} rows of the last month",
        _time(1, lambda: shape.fill(server, MORE, begin, LAST, 1)),
    )
    yield "remove the first month", _time(1, lambda: _remove_month(server, shape))


def questions(server: Connection, shape: Shape) -> Iterator[tuple[str, Work]]:
    """What the portal asks of tracking rows: reports never do, they read the rollup."""
    table, month = shape.table, f"date >= '{first_of(LAST)}' AND date < '{first_of(LAST + 1)}'"
    keys = [key for (key,) in server.execute(f"SELECT key FROM {table} WHERE {month} LIMIT {KEYS}")]
    strange = [bytes([*key[:4], *reversed(key[4:])]) for key in keys]

    def ask(statement: str, *params: object) -> Work:
        return lambda: server.execute(statement, params or None).fetchall()

    by_key = f"SELECT * FROM {table} WHERE key = ANY(%s)"
    yield f"find {write_size(KEYS)} stored rows by key", ask(by_key, keys)
    yield f"find that {write_size(KEYS)} rows are new", ask(by_key, strange)
    newest = "ORDER BY date DESC, id DESC LIMIT 25"
    yield (
        "a page of one campaign, a known week",
        ask(f"SELECT * FROM {table} WHERE campaign_id = 7 AND date > '{first_of(LAST)}' {newest}"),
    )
    yield "a page of one influencer, all days", ask(f"SELECT * FROM {table} WHERE influencer_id = 7 {newest}")
    yield "all rows of one campaign", ask(f"SELECT sum(revenue), count(*) FROM {table} WHERE campaign_id = 7")
    yield "count one month", ask(f"SELECT count(*) FROM {table} WHERE {month}")
    yield "one row by id", ask(f"SELECT * FROM {table} WHERE id = 4711")


def _remove_month(server: Connection, shape: Shape) -> None:
    if shape.is_cut:
        server.execute(f"DROP TABLE {shape.table}_0")
    else:
        server.execute(f"DELETE FROM {shape.table} WHERE date < '{first_of(1)}'")


def _time(times: int, work: Work) -> str:
    """Seconds or milliseconds of the quickest."""
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        took.append(time.perf_counter() - begin)
    best = min(took)
    return f"{best:,.1f} s" if best >= 1 else f"{best * 1000:,.2f} ms"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
