"""What a page says when somebody else is writing for long: a sentence, never a time-out's traceback."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaigns.sentences import retell
from campaigns.web.login.places import BEFORE_LOGIN, ONES_OWN, WRITES_ON_GET
from campaigns.writers import Busy, describe_lock, is_locked, refuse_beside_large

AT_THE_DOOR = BEFORE_LOGIN | ONES_OWN
"""Views that write a session or an account without asking whether they can."""


class BusyMiddleware:
    """Makes a page with status 503 of ``Busy``, and of SQLite's "database is locked" in views that just save a row."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._respond(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """Keeps people from waiting at the door, and server threads with them, for what cannot be had."""
        name = request.resolver_match.view_name
        if name in AT_THE_DOOR if request.method == "POST" else name in WRITES_ON_GET:
            try:
                refuse_beside_large()
            except Busy as busy:
                return _show(request, str(busy))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page, or None for any other error."""
        if isinstance(error, Busy):
            return _show(request, str(error))
        return _show(request, describe_lock()) if is_locked(error) else None


def _show(request: HttpRequest, sentence: str) -> HttpResponse:
    response = render(request, "503.html", {"sentence": retell(sentence)}, status=503)
    response["Retry-After"] = "30"
    return response
