"""The small line beside a key figure, drawn on the server: its course, without axes. Words beside it say the rest."""

from collections.abc import Sequence

from campaigns.formats import Number

WIDTH, HEIGHT, EDGE = 120, 28, 2


def draw_sparkline(values: Sequence[Number | None]) -> str:
    """The points of an SVG polyline in a box of 120 × 28; empty when fewer than two values are there."""
    known = [(place, float(value)) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(0.0, *(value for _, value in known)), max(value for _, value in known)
    span, last = (high - low) or 1.0, len(values) - 1
    across, up = (WIDTH - 2 * EDGE) / last, (HEIGHT - 2 * EDGE) / span
    return " ".join(f"{EDGE + place * across:.1f},{HEIGHT - EDGE - (value - low) * up:.1f}" for place, value in known)
