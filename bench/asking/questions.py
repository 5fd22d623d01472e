"""What is asked: three reports under seven selections, as the portal's parameters and as DuckDB's SQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

BRAND, PRODUCT, PLATFORM = "MuscleBlaze", "Product 01", "Instagram"
MONTHS = ("2024-07-01", "2024-12-31")
RAGGED = ("2024-07-12", "2024-12-19")
"""The same months without some days at both ends."""
SCANNED, SORTED = "events", "events_by_date"
"""DuckDB's tables of the events: in no order, which is the yardstick, and by date."""
MOST = {"SQLite": 0.9, "PostgreSQL": 0.5}
MOST_RAGGED = {"SQLite": 2.0, "PostgreSQL": 1.0}
"""What a question may cost, in DuckDB's CPU."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A report of the portal and the same grouping for DuckDB: ids are grouped, and names joined afterwards."""

    key: str
    label: str
    grouped: str
    names: str
    labelled_by: str = ""
    most: int = 0
    columns: tuple[str, ...] = ()


REPORTS = (
    Asked(
        key="campaigns",
        label="by campaign",
        grouped="e.campaign AS id",
        names="c.name",
        labelled_by="LEFT JOIN campaigns c USING (id)",
        columns=("campaign",),
    ),
    Asked(
        key="influencers",
        label="top 50 influencers",
        grouped="e.influencer AS id",
        names="i.code",
        labelled_by="JOIN influencers i USING (id)",
        most=50,
        columns=("influencer_id",),
    ),
    Asked(
        key="personas",
        label="by persona",
        grouped="i.category AS category, i.gender AS gender",
        names="g.category, g.gender",
        columns=("category", "gender"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A selection: the portal's parameters, and conditions on DuckDB's tables."""

    label: str
    params: tuple[tuple[str, str], ...] = ()
    conditions: tuple[str, ...] = ()
    is_ragged: bool = False


def _days(first: str, last: str) -> dict[str, tuple]:
    return {
        "params": (("date_after", first), ("date_before", last)),
        "conditions": (f"e.date BETWEEN DATE '{first}' AND DATE '{last}'",),
    }


def _name(dimension: str, name: str, condition: str) -> dict[str, tuple]:
    return {"params": ((dimension, name),), "conditions": (condition,)}


def _all_of(*parts: dict[str, tuple]) -> dict[str, tuple]:
    return {key: tuple(item for part in parts for item in part[key]) for key in ("params", "conditions")}


OF_BRAND = _name("brand", BRAND, f"c.brand = '{BRAND}'")
OF_PRODUCT = _name("product", PRODUCT, f"e.product = (SELECT id FROM products WHERE name = '{PRODUCT}')")
OF_PLATFORM = _name("platform", PLATFORM, f"i.platform = '{PLATFORM}'")
CUTS = (
    Cut(label="all"),
    Cut(label="a brand", **OF_BRAND),
    Cut(label="a product", **OF_PRODUCT),
    Cut(label="a platform", **OF_PLATFORM),
    Cut(label="six months", **_days(*MONTHS)),
    Cut(label="ragged dates", is_ragged=True, **_days(*RAGGED)),
    Cut(label="brand, platform, ragged dates", is_ragged=True, **_all_of(OF_BRAND, OF_PLATFORM, _days(*RAGGED))),
)


@dataclass(frozen=True)
class Question:
    """One report under one selection."""

    asked: Asked
    cut: Cut

    @property
    def label(self) -> str:
        """For tables."""
        return f"{self.asked.label}, {self.cut.label}"

    @property
    def query(self) -> str:
        """The portal's parameters. Most revenue first is every report's usual order."""
        paging = [("per_page", str(self.asked.most))] if self.asked.most else []
        return urlencode([*self.cut.params, *paging])

    @property
    def path(self) -> str:
        """The page that begins with its answer, with as many rows as pages usually have."""
        return f"/{self.asked.key}/?{urlencode(self.cut.params)}"

    def at_most(self, engine: str) -> float:
        """What it may cost there, in DuckDB's CPU."""
        return (MOST_RAGGED if self.cut.is_ragged else MOST)[engine]

    def write_sql(self, events: str = SCANNED) -> str:
        """Orders and revenue in paise of attributed rows, for DuckDB; only the dimensions that it needs are joined."""
        where = ["NOT s.is_baseline", "e.influencer IS NOT NULL", *self.cut.conditions]
        needed = " ".join([self.asked.grouped, *where])
        people = "JOIN influencers i ON i.id = e.influencer " if "i." in needed else ""
        campaigns = "JOIN campaigns c ON c.id = e.campaign " if "c." in needed else ""
        most = f"ORDER BY revenue DESC LIMIT {self.asked.most}" if self.asked.most else ""
        return (
            f"SELECT {self.asked.names}, g.orders, g.revenue FROM ("
            f"SELECT {self.asked.grouped}, sum(e.orders) AS orders, sum(e.revenue) AS revenue "
            f"FROM {events} e JOIN sources s ON s.id = e.source {people}{campaigns}"
            f"WHERE {' AND '.join(where)} GROUP BY ALL {most}"
            f") g {self.asked.labelled_by} ORDER BY g.revenue DESC"
        )


def list_questions() -> Iterator[Question]:
    """All of them."""
    for cut in CUTS:
        for asked in REPORTS:
            yield Question(asked, cut)
