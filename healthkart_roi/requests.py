"""One name for each request: in its answer, in every line that is logged while it is answered, on every error page.

The outermost middleware, so that it also names what others refuse. Imports nothing of the project: settings name its
filter, and every floor may ask for the name.
"""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from secrets import token_hex

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")
_request_id: ContextVar[str] = ContextVar("request_id", default="")


def read_request_id() -> str:
    """The name of the request that is being answered; empty outside of requests."""
    return _request_id.get()


class RequestMiddleware:
    """Names the request, and keeps whatever says nothing else of it out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Not taken back at the end: a streamed answer is still being sent then, and may have something to log.
        _request_id.set(name := _choose(request))
        response = self._respond(request)
        response[HEADER] = name
        response.setdefault("Cache-Control", "private, no-store")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _choose(request: HttpRequest) -> str:
    """A trusted proxy's own name, so that both logs agree, if it is one that no log line can be forged with."""
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXY else ""
    return given if _WELL_FORMED.fullmatch(given) else token_hex(8)


class NameRequest(logging.Filter):
    """Gives each line of a log its ``request_id``; ``-`` outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = read_request_id() or "-"
        return True
