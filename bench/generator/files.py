"""Writes influencers, posts, tracking and payouts into a folder, as text in blocks."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import numpy as np

from bench.generator.sales import Sales
from bench.generator.spend import PAYOUTS_HEADER, POSTS_HEADER, Row, count_posts, list_payouts, list_posts
from bench.generator.world import Size, World, make_world

PEOPLE_HEADER = ("influencer_id", "name", "category", "gender", "follower_count", "platform")


def write_files(folder: Path, events: int, following: int = 0, seed: int = 1, with_ids: bool = False) -> None:
    """Writes the files into the folder; the last ``following`` tracking rows, if any, into a file of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    world = make_world(rng, Size(events=events))
    sales = Sales(world, rng, with_ids)
    write_tracking(folder, sales, events, following)
    counts = count_posts(rng, world)
    write_table(folder / "influencers.csv", PEOPLE_HEADER, list_people(world))
    write_table(folder / "posts.csv", POSTS_HEADER, list_posts(rng, world, counts))
    write_table(folder / "payouts.csv", PAYOUTS_HEADER, list_payouts(rng, world, counts, sales.orders))


def write_tracking(folder: Path, sales: Sales, events: int, following: int) -> None:
    """The days in their order; what lies beyond ``events`` rows goes on in the next file."""
    days = sales.days(events + following)
    rest = write_lines(folder / "tracking.csv", sales.header, days, events)
    if following:
        write_lines(folder / "tracking-next.csv", sales.header, chain([rest], days), following)


def write_lines(path: Path, header: str, blocks: Iterable[list[str]], count: int) -> list[str]:
    """Writes ``count`` lines of the blocks below the header; returns what the last block had beyond them."""
    with path.open("w", encoding="ascii", newline="") as file:
        file.write(f"{header}\n")
        for lines in blocks:
            file.write("".join(f"{line}\n" for line in lines[:count]))
            if len(lines) > count:
                return lines[count:]
            count -= len(lines)
    return []


def list_people(world: World) -> Iterable[Row]:
    """Rows of the influencers file."""
    for person in world.people:
        yield person.code, person.name, person.category, person.gender, person.followers, person.platform


def write_table(path: Path, header: Row, rows: Iterable[Row]) -> None:
    """A small file; nothing in it needs quotes."""
    with path.open("w", encoding="ascii", newline="") as file:
        file.writelines(f"{','.join(map(str, row))}\n" for row in chain([header], rows))
