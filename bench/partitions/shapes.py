"""The table of tracking rows twice, filled alike: in one piece, and with a partition for each month."""

from dataclasses import dataclass
from datetime import date

from psycopg import Connection

MONTHS, FIRST = 24, 2024
"""Two years from January of the first."""
COLUMNS = """
    id bigint NOT NULL, key bytea NOT NULL, influencer_id bigint NOT NULL, campaign_id bigint NOT NULL, run_id bigint,
    is_edited boolean NOT NULL, date date NOT NULL, source_id bigint NOT NULL, product_id bigint NOT NULL,
    brand_id bigint NOT NULL, user_id varchar(200) NOT NULL, orders bigint NOT NULL, revenue bigint NOT NULL,
    tracking_id varchar(100) NOT NULL"""
# Keys as the importer makes them of whole rows: the day, then what cannot be told from chance.
ROWS = """
    SELECT n, decode(lpad(to_hex((day - '1970-01-01')::int), 8, '0') || left(md5(n::text), 24), 'hex'),
        1 + n * 7919 % 5000, 1 + n * 104729 % 400, 1, false, day, 1 + n % 12, 1 + n % 150, 0, 'U' || n % 900000, 1,
        40000 + n % 90000, ''
    FROM (SELECT n, '{first}'::date + ({days} * (n - {begin}) / {count})::int AS day
        FROM generate_series({begin}::bigint, {end}::bigint) AS n) AS numbered"""


@dataclass(frozen=True)
class Shape:
    """One way to store the rows. ``unique`` is the key that the engine can hold unique."""

    name: str
    table: str
    unique: str
    is_cut: bool

    def make(self, server: Connection) -> None:
        """The empty table, without indexes."""
        cut = " PARTITION BY RANGE (date)" if self.is_cut else ""
        server.execute(f"CREATE TABLE {self.table} ({COLUMNS}){cut}")
        for month in range(MONTHS if self.is_cut else 0):
            part = f"{self.table}_{month}"
            bounds = f"FROM ('{first_of(month)}') TO ('{first_of(month + 1)}')"
            server.execute(f"CREATE TABLE {part} PARTITION OF {self.table} FOR VALUES {bounds}")

    def add_indexes(self, server: Connection) -> None:
        """Those that the model declares."""
        for columns in ("campaign_id, date", "influencer_id, date"):
            server.execute(f"CREATE INDEX ON {self.table} ({columns})")
        server.execute(f"CREATE UNIQUE INDEX ON {self.table} ({self.unique})")
        server.execute(f"CREATE UNIQUE INDEX ON {self.table} ({'id, date' if self.is_cut else 'id'})")

    def fill(self, server: Connection, count: int, begin: int = 1, first: int = 0, months: int = MONTHS) -> None:
        """So many rows, day after day over the months."""
        days = (first_of(first + months) - first_of(first)).days
        numbers = {"begin": begin, "end": begin + count - 1, "count": count, "days": days, "first": first_of(first)}
        server.execute(f"INSERT INTO {self.table} {ROWS.format(**numbers)}")

    def measure(self, server: Connection) -> tuple[int, int]:
        """Bytes of the rows and of all indexes."""
        mine = rf"relkind = 'r' AND (relname = '{self.table}' OR relname LIKE '{self.table}\_%')"
        question = f"SELECT sum(pg_table_size(oid)), sum(pg_indexes_size(oid)) FROM pg_class WHERE {mine}"
        rows, indexes = server.execute(question).fetchone()
        return int(rows), int(indexes)


def first_of(month: int) -> date:
    """The first day of a month, counted from the first one."""
    return date(FIRST + month // 12, 1 + month % 12, 1)


SHAPES = (
    Shape("one table", "whole", "key, campaign_id", False),
    Shape("a partition a month", "cut", "key, campaign_id, date", True),
)
