"""Pages that only read are answered by a replica that is not behind what this person has seen, else by the primary.

It stands last in MIDDLEWARE, so that who may come in has been decided before, on the primary; and only where there
are replicas.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import FileResponse, HttpRequest, HttpResponse

from campaigns.replicas import WATCH, read_from, read_position

PAGES = {
    *("overview", "picture", "insights", "report", "detail", "posts", "tracking", "payouts", "missing-payouts"),
    *("payout", "compare", "metrics", "ranking", "quality", "attention", "suggest"),
}
"""Views that read facts and figures, and write nothing."""
SEEN = f"{settings.COOKIE_PREFIX}seen"
"""The cookie with the position of the primary's log up to which this person has seen the data."""
SEEN_SECONDS = 60
"""A replica that has not caught up by then is behind for everybody."""


class ReplicaMiddleware:
    """Whoever has been answered by the primary, as after every write, is never shown anything older."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.read_from = None
        response = self._respond(request)
        if request.read_from is None and request.user.is_authenticated:
            _remember(response)
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """The answer of a replica; None, which asks the primary, wherever there is none or it is no success."""
        if request.method not in ("GET", "HEAD") or request.resolver_match.view_name not in PAGES:
            return None
        alias = WATCH.choose(_read_seen(request)) if request.user.is_authenticated else None
        if alias is None:
            return None
        try:
            with read_from(alias):
                response = view(request, *args, **kwargs)
        except (OperationalError, InterfaceError):
            WATCH.leave_out(alias)
            return None
        except Exception:  # such as a page that is not there yet: the primary says so as always
            return None
        if response.status_code >= 400:
            return None
        request.read_from = alias
        return _stay_with(alias, response)


def _stay_with(alias: str, response: HttpResponse) -> HttpResponse:
    """A stream reads while it goes out, when the view has long returned."""
    if response.streaming and not isinstance(response, FileResponse):
        response.streaming_content = _stream(alias, response.streaming_content)
    return response


def _stream(alias: str, chunks: Iterable[Any]) -> Iterator[Any]:
    rest = iter(chunks)
    while True:
        with read_from(alias):
            chunk = next(rest, None)
        if chunk is None:
            return
        yield chunk


def _read_seen(request: HttpRequest) -> int:
    text = request.COOKIES.get(SEEN, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _remember(response: HttpResponse) -> None:
    try:
        position = read_position()
    except DatabaseError:  # what the page says of it counts
        return
    options = {"httponly": True, "secure": settings.SECURE, "samesite": "Lax"}
    response.set_cookie(SEEN, str(position), max_age=SEEN_SECONDS, **options)
