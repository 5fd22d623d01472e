"""What a page says when somebody else is writing for long: a sentence, never a time-out's traceback."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaigns.writers import Busy, describe_wait, is_locked


class BusyMiddleware:
    """Makes a page with status 503 of ``Busy``, and of SQLite's "database is locked" in views that just save a row."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page, or None for any other error."""
        if isinstance(error, Busy) or is_locked(error):
            sentence = str(error) if isinstance(error, Busy) else describe_wait()
            response = render(request, "503.html", {"sentence": sentence}, status=503)
            response["Retry-After"] = "30"
            return response
        return None
