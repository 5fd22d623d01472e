"""Reads pages back the way people and scripts do: the CSV export as dicts, the HTML as tables of cells."""

import csv
import io
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser

REPORT_PAGES = ("campaigns", "influencers", "brands", "products", "platforms", "personas", "months", "sources")
LIST_PAGES = ("payouts", "posts", "tracking")
TABLE_PAGES = (*REPORT_PAGES, *LIST_PAGES)


def _said(answer):
    """The main part of an unexpected page."""
    return answer.content.decode().partition('<main id="main">')[2]


def export_text(client, page, /, **query):
    """The CSV export as text."""
    answer = client.get(f"/{page}/", {"_export": "csv", **query})
    assert answer.status_code == 200, _said(answer)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return b"".join(answer.streaming_content).decode("utf-8")


def export(client, page, /, **query):
    """The CSV export as one dict per row."""
    return list(csv.DictReader(io.StringIO(export_text(client, page, **query)), strict=True))


def paise(text):
    """Rupees as a file writes them, in whole paise."""
    return int(Decimal(text or "0") * 100)


def sums(rows):
    """Orders, revenue and payout of exported rows, added up."""
    orders = sum(int(row["orders"] or 0) for row in rows)
    return {"orders": orders} | {key: sum(paise(row[key]) for row in rows) for key in ("revenue", "payout")}


@dataclass
class Cell:
    """A cell as people see it: its text, what a hover adds, and where a click leads."""

    text: str = ""
    title: str = ""
    href: str = ""


@dataclass
class Table:
    """One table of a page: heads, rows and totals by column key."""

    heads: dict[str, Cell] = field(default_factory=dict)
    rows: list[dict[str, Cell]] = field(default_factory=list)
    totals: dict[str, Cell] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects the result tables of a page; a column's key is in the class of its cells."""

    def __init__(self):
        super().__init__()
        self.tables, self._part, self._cell = [], "", None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "table":
            self.tables.append(Table())
        elif tag in ("thead", "tbody", "tfoot"):
            self._part = tag
        elif tag == "tr" and self._part == "tbody":
            self.tables[-1].rows.append({})
        elif tag in ("td", "th") and self.tables:
            self._open_cell(attrs)
        elif self._cell:
            self._cell.title = self._cell.title or attrs.get("title", "")
            self._cell.href = self._cell.href or attrs.get("href", "")

    def _open_cell(self, attrs):
        key = next((c[4:] for c in attrs.get("class", "").split() if c.startswith("col-")), "")
        self._cell, table = Cell(title=attrs.get("title", "")), self.tables[-1]
        place = {"thead": table.heads, "tfoot": table.totals}.get(self._part)
        place = table.rows[-1] if place is None else place
        place[key or str(len(place))] = self._cell

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._cell = None

    def handle_data(self, data):
        if self._cell:
            self._cell.text = f"{self._cell.text}{data}".strip()


def read_tables(html):
    """All tables of a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.tables


def screen(client, page, /, **query):
    """The table that a report shows, with up to 500 rows and all columns."""
    answer = client.get(f"/{page}/", {"per_page": 500, "columns": "all", **query})
    assert answer.status_code == 200, _said(answer)
    tables = read_tables(answer.content.decode())
    return tables[0] if tables else Table()


def text_of(client, page, /, **query):
    """The page's HTML."""
    answer = client.get(f"/{page}/" if page else "/", query)
    assert answer.status_code == 200
    return answer.content.decode()
