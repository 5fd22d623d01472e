"""A chart and its marks as one Vega-Lite specification: frame, look and data.

Colours are variables of the style sheet, so that light, dark and print need no second drawing.
"""

from collections.abc import Sequence
from typing import Any

from campaigns.reports.charts.parts import Chart, Mark

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
LOOK = {
    "background": None,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--quiet)",
        "labelFontSize": 12,
        "gridColor": "var(--line)",
        "domain": False,
        "tickColor": "var(--line)",
        "labelFontWeight": 400,
    },
    "text": {"fontSize": 12},
}


def write_spec(chart: Chart, marks: Sequence[Mark]) -> dict[str, Any]:
    """The specification, as wide as its place on the page; needs at least one mark."""
    return {
        "$schema": SCHEMA,
        "description": f"{chart.title}. {chart.summarise(marks)}",
        "width": "container",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 0, "right": 12, "top": 4, "bottom": 4},
        "config": LOOK,
        "data": {"values": list(marks)},
        **chart.layers(marks),
    }
