"""Numbers of rows as people write them: 100k, 1M, 10M."""

from argparse import ArgumentTypeError

SUFFIXES = {"k": 1_000, "m": 1_000_000}


def read_size(text: str) -> int:
    """1_000_000 from ``1M``. Raises ``ArgumentTypeError`` with what would be accepted."""
    factor = SUFFIXES.get(text[-1:].lower(), 1)
    digits = text[:-1] if factor > 1 else text
    if not digits.isascii() or not digits.isdigit():
        raise ArgumentTypeError(f"“{text}” is no number of rows. Accepted: 250000, 100k, 1M, 10M.")
    return int(digits) * factor


def write_size(count: int) -> str:
    """``1M`` for 1_000_000."""
    for suffix, factor in (("M", 1_000_000), ("k", 1_000)):
        if count and count % factor == 0:
            return f"{count // factor}{suffix}"
    return str(count)
