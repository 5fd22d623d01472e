"""The rollup proved: every cell recomputed from the facts in memory and compared with what is stored."""

from collections import defaultdict
from collections.abc import Iterator

from campaigns.models import NONE, Attribution, Influencer, Payout, Post, Rollup, TrackingEvent
from campaigns.rollup.cells import cells_of
from campaigns.rollup.shares import CELL_COLUMNS, Cell, Ranks, cut_shares, derive_total


def expected_cells() -> dict[tuple, tuple]:
    """The whole table recomputed from the facts in memory: dimensions → sums."""
    cells: dict[tuple, list[int]] = defaultdict(lambda: [0] * len(Rollup.SUMS))
    for model in (TrackingEvent, Post):
        for row in cells_of(model.objects.all()):
            key = tuple(row.get(f"c_{name}", NONE) for name in Rollup.DIMENSIONS)
            for place, name in enumerate(Rollup.SUMS):
                cells[key][place] += int(row.get(f"c_{name}", 0))
    cells.update(_expected_shares(cells))
    return {key: tuple(sums) for key, sums in cells.items()}


def _expected_shares(cells: dict[tuple, list[int]]) -> dict[tuple, list[int]]:
    of_influencer, ranks = _group_cells(cells), Ranks.read()
    platforms = dict(Influencer.objects.values_list("pk", "platform_id"))
    shares = {}
    for payout in Payout.objects.all():
        mine = of_influencer.get(payout.influencer_id, [])
        if payout.total_is_derived:
            payout.total_payout = derive_total(payout, mine)
        who = payout.influencer_id
        for (day, campaign, *rest), share in cut_shares(payout, mine, ranks):
            key = (Attribution.ATTRIBUTED, day, campaign, who, *rest, platforms[who], payout.pk)
            shares[key] = [share if name == "payout_sum" else 0 for name in Rollup.SUMS]
    return shares


def _group_cells(cells: dict[tuple, list[int]]) -> dict[int, list[Cell]]:
    grouped = defaultdict(list)
    for key, sums in cells.items():
        row = dict(zip((*Rollup.DIMENSIONS, *Rollup.SUMS), (*key, *sums), strict=True))
        if row["attribution"] == Attribution.ATTRIBUTED:
            grouped[row["influencer_id"]].append(Cell(*(row[name] for name in CELL_COLUMNS)))
    return grouped


def find_differences() -> Iterator[str]:
    """Every cell in which the table and a recomputation differ, in words; nothing when it is true."""
    expected = expected_cells()
    yield from _find_wrong_totals(expected)
    for row in Rollup.objects.values_list(*Rollup.DIMENSIONS, *Rollup.SUMS).iterator():
        key, sums = row[: len(Rollup.DIMENSIONS)], row[len(Rollup.DIMENSIONS) :]
        wanted = expected.pop(key, None)
        if wanted != sums:
            yield f"{_words(key)}: stored {sums}, facts give {wanted or 'no such cell'}"
    for key, wanted in expected.items():
        yield f"{_words(key)}: missing, facts give {wanted}"


def _find_wrong_totals(expected: dict[tuple, tuple]) -> Iterator[str]:
    """Derived totals that are not what their shares sum to."""
    place, totals = Rollup.SUMS.index("payout_sum"), defaultdict(int)
    for key, sums in expected.items():
        totals[key[-1]] += sums[place]
    for pk, total in Payout.objects.filter(total_is_derived=True).values_list("pk", "total_payout"):
        if totals[pk] != total:
            yield f"payout {pk}: stored total {total}, facts give {totals[pk]}"


def _words(key: tuple) -> str:
    return ", ".join(f"{name} {value}" for name, value in zip(Rollup.DIMENSIONS, key, strict=True))
