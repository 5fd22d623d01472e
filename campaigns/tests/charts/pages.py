"""Reads the charts of a page back: their specifications, their marks and the tables beside them."""

import json
import re

from campaigns.tests.reports.pages import read_tables

SPEC = re.compile(r'<script type="application/json">(.*?)</script>', re.S)


def page_of(client, path, /, **query):
    """A page's HTML."""
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def specs_of(html):
    """The specifications of a page, in the order of its charts."""
    return [json.loads(text) for text in SPEC.findall(html)]


def marks_of(html, place=0):
    """The marks of one chart."""
    return specs_of(html)[place]["data"]["values"]


def bare(text):
    """A cell's text without the glyph before it."""
    return text.lstrip("▾▴• ")


def figures_in_table(table, names, keys):
    """Name → figures of a table, in the words of its cells; an empty cell of a metric without meaning is left out."""
    return {
        " · ".join(row[name].text for name in names): {key: bare(row[key].text) for key in keys if key in row}
        for row in table.rows
    }


__all__ = ["bare", "figures_in_table", "marks_of", "page_of", "read_tables", "specs_of"]
