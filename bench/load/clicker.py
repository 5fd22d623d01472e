"""``clicker.py OUT PORT SECONDS THINK SEED`` clicks as many people do, a process of its own; cookies come by its input.

A thread for each person. Writes every request as [start, seconds, status, path, what went wrong]; ``start`` is the
system's monotonic clock.
"""

import http.client
import json
import sys
import time
from pathlib import Path
from random import Random
from threading import Thread

from bench.load.clicks import choose_next
from bench.serving import ask

END_OF_PAGE = b"</html>"


def click_through(port: int, cookie: str, deadline: float, think: float, rng: Random, asked: list[tuple]) -> None:
    """One person until the deadline, who thinks ``think`` seconds on average between an answer and the next click."""
    time.sleep(rng.uniform(0, think or 1))  # they do not all come at once
    last = b""
    while time.monotonic() < deadline:
        path = choose_next(rng, last)
        begin = time.monotonic()
        status, last, problem = read_page(port, path, cookie)
        asked.append((begin, time.monotonic() - begin, status, path, problem))
        time.sleep(rng.uniform(0.5, 1.5) * think)


def read_page(port: int, path: str, cookie: str) -> tuple[int, bytes, str]:
    """Status, page, and what is wrong with it, empty when nothing is."""
    try:
        answer = ask(port, path, cookie)
    except (OSError, http.client.HTTPException) as error:
        return 0, b"", f"{type(error).__name__}: {error}"
    if answer.status != 200:
        return answer.status, b"", f"status {answer.status}"
    is_whole = END_OF_PAGE in answer.body[-200:]
    return answer.status, answer.body, "" if is_whole else "the page is cut"


def main(argv: list[str]) -> None:
    """All people at once."""
    out, port, seconds, think, seed = Path(argv[0]), int(argv[1]), float(argv[2]), float(argv[3]), argv[4]
    cookies, asked = json.load(sys.stdin), []
    deadline = time.monotonic() + seconds
    people = [
        Thread(target=click_through, args=(port, cookie, deadline, think, Random(f"{seed} {number}"), asked))
        for number, cookie in enumerate(cookies)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    out.write_text(json.dumps(asked), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
