"""``python -m bench.generator --events 1M --into FOLDER`` writes influencers, posts, tracking and payouts."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from bench.generator.files import write_files
from bench.sizes import read_size


def main(argv: list[str]) -> None:
    """The command."""
    parser = ArgumentParser(prog="python -m bench.generator", description="Writes the four files of invented data.")
    parser.add_argument("--events", type=read_size, default="100k", metavar="N", help="tracking rows: 100k, 1M, 10M")
    parser.add_argument("--next", type=read_size, default="0", metavar="N", help="as many more, in tracking-next.csv")
    parser.add_argument("--ids", action="store_true", help="tracking rows with tracking_id")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, required=True, metavar="FOLDER")
    options = parser.parse_args(argv)
    write_files(options.into, options.events, options.next, options.seed, options.ids)


if __name__ == "__main__":
    main(sys.argv[1:])
