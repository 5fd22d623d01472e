"""Twenty equal requests at once, each with a browser of its own in one session."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from django.test import Client

TIMES = 20
WAIT = 429
"""Any answer that says when to come again."""


def press(client, path, make_data=dict):
    """The answers by status. ``make_data`` makes what is sent: files can be read once only."""
    gate = threading.Barrier(TIMES)

    def send(_):
        mine = Client(raise_request_exception=False)
        mine.cookies = client.cookies.copy()
        data = make_data()
        try:
            gate.wait()
            answer = mine.post(path, data)
            return WAIT if answer.has_header("Retry-After") else answer.status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TIMES) as pool:
        return Counter(pool.map(send, range(TIMES)))
