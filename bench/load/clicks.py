"""Where people click: addresses of pages with filters, and links that the last page offered."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from urllib.parse import urlencode

from bench.generator.world import BRANDS, CATEGORIES, DAYS, FIRST_DAY, GENDERS, PLATFORMS, PRODUCTS

REPORTS = ("campaigns", "influencers", "brands", "products", "platforms", "personas", "months")
LISTS = ("posts", "tracking", "payouts")
PAGES = (*REPORTS * 3, *LISTS, "", "sources")
"""As often as they are asked for; the empty one is the overview."""
SORTS = ("-revenue", "-roas", "roas", "-payout", "orders")
DETAIL = re.compile(rb'href="(/(?:campaigns|influencers|brands|products)/[0-9]+/)"')
FOLLOWS = 0.2
"""How often somebody opens a row of the page."""


def choose_next(rng: Random, last: bytes) -> str:
    """The next address of somebody who has just read ``last``."""
    details = DETAIL.findall(last)
    if details and rng.random() < FOLLOWS:
        return rng.choice(details).decode()
    page = rng.choice(PAGES)
    params = choose_filters(rng) if page in REPORTS or page in LISTS else {}
    if page in REPORTS and rng.random() < 0.3:
        params["sort"] = rng.choice(SORTS)
    if page in LISTS and rng.random() < 0.5:
        params["page"] = str(rng.randint(2, 200))
    path = f"/{page}/" if page else "/"
    return f"{path}?{urlencode(params)}" if params else path


def choose_filters(rng: Random) -> dict[str, str]:
    """None, one or two filters of those that every page has."""
    kinds = rng.sample(sorted(FILTERS), rng.choice((0, 1, 1, 2)))
    return {name: value for kind in kinds for name, value in FILTERS[kind](rng).items()}


def _days(rng: Random) -> dict[str, str]:
    first = FIRST_DAY + timedelta(rng.randrange(DAYS - 31))
    last = first + timedelta(rng.randrange(31, 200))
    return {"date_after": first.isoformat(), "date_before": last.isoformat()}


def _months(rng: Random) -> dict[str, str]:
    first = rng.randrange(12)
    last = date(2024 + (first + 6) // 12, (first + 6) % 12 + 1, 1) - timedelta(1)
    return {"date_after": date(2024, first + 1, 1).isoformat(), "date_before": last.isoformat()}


FILTERS: Mapping = {
    "brand": lambda rng: {"brand": rng.choice(BRANDS)},
    "product": lambda rng: {"product": f"Product {rng.randint(1, PRODUCTS):02d}"},
    "platform": lambda rng: {"platform": rng.choice(PLATFORMS)},
    "persona": lambda rng: {"category": rng.choice(CATEGORIES), "gender": rng.choice(GENDERS)},
    "days": _days,
    "months": _months,
    "search": lambda rng: {"q": rng.choice(("muscle", "priya", "gill", "campaign_1", "yoga"))},
}
