"""``python -m bench.generator --events 1M --into FOLDER`` writes influencers, posts, tracking and payouts."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import numpy as np

from bench.generator.sales import Sales
from bench.generator.spend import PAYOUTS_HEADER, POSTS_HEADER, Row, count_posts, list_payouts, list_posts
from bench.generator.world import Size, World, make_world
from bench.sizes import read_size

PEOPLE_HEADER = ("influencer_id", "name", "category", "gender", "follower_count", "platform")


def main(argv: list[str]) -> None:
    """The command."""
    parser = ArgumentParser(prog="python -m bench.generator", description="Writes the four files of invented data.")
    parser.add_argument("--events", type=read_size, default="100k", metavar="N", help="tracking rows: 100k, 1M, 10M")
    parser.add_argument("--next", type=read_size, default="0", metavar="N", help="as many more, in tracking-next.csv")
    parser.add_argument("--ids", action="store_true", help="tracking rows with tracking_id")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, required=True, metavar="FOLDER")
    options = parser.parse_args(argv)
    options.into.mkdir(parents=True, exist_ok=True)
    write_files(options.into, options.events, options.next, options.seed, options.ids)


def write_files(folder: Path, events: int, following: int = 0, seed: int = 1, with_ids: bool = False) -> None:
    """Writes the files into the folder; the last ``following`` tracking rows, if any, into a file of their own."""
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


if __name__ == "__main__":
    main(sys.argv[1:])
