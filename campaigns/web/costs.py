"""How much of what is costly one person may ask for: exports and uploads in an hour, searches in a minute.

Limits that no human meets, against a script that has gone wild. Counted in the memory of each server process, because
a page that is only looked at never writes: with several processes a person has so many times as much, at most.
"""

import time
import weakref
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

HOUR, MINUTE = 3600, 60
EXPORTS_AT_ONCE = 3
"""For one person in one process, whose threads are four: nobody takes all of them."""
WAIT_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of costly act; ``limit`` is the name of the setting with its number in so many ``seconds``.

    ``at_once`` is None where any number may go on: somebody who types does not wait for the answers before. ``busy``
    refuses one beside too many others, ``enough`` one too many in that time.
    """

    name: str
    limit: str
    enough: str
    busy: str = ""
    seconds: int = HOUR
    at_once: int | None = None


EXPORTS = Kind(
    name="exports",
    limit="EXPORTS_PER_HOUR",
    at_once=EXPORTS_AT_ONCE,
    busy=_("{count} exports of yours are going on. Try again when one is done."),
    enough=_("{count} exports in an hour are the most for one person."),
)
UPLOADS = Kind(
    name="uploads",
    limit="UPLOADS_PER_HOUR",
    at_once=EXPORTS_AT_ONCE,
    busy=_("{count} uploads of yours are going on. Try again when one is done."),
    enough=_("{count} uploads in an hour are the most for one person."),
)
SEARCHES = Kind(
    name="searches",
    limit="SEARCHES_PER_MINUTE",
    seconds=MINUTE,
    enough=_("{count} searches in a minute are the most for one person."),
)
SEARCHED = ("q", "term")
"""Parameters with words to look for: in lists, suggestions and the admin, and in the admin's fields that suggest."""
UPLOADING = {"imports", "job-load", "job-check", "job-columns", "job-forget", "undo-run"}


class Refused(Exception):
    """Nothing more for now; the text is a sentence for people, ``seconds`` how long to wait."""

    def __init__(self, sentence: str, seconds: float) -> None:
        super().__init__(sentence)
        self.seconds = max(1, round(seconds))


_lock = Lock()
_asked: dict[tuple[str, int], deque[float]] = defaultdict(deque)
_going_on: dict[tuple[str, int], set[object]] = defaultdict(set)


def admit(kind: Kind, person: int) -> Callable[[], None]:
    """Counts one act of a person; what comes back is called when it is over. Raises ``Refused``."""
    whose, now, act = (kind.name, person), time.monotonic(), object()
    with _lock:
        _refuse_more(kind, _asked[whose], len(_going_on[whose]), now)
        _asked[whose].append(now)
        _going_on[whose].add(act)
    return lambda: _going_on[whose].discard(act)


def _refuse_more(kind: Kind, asked: deque[float], going_on: int, now: float) -> None:
    """Raises ``Refused`` at a limit; forgets what was asked too long ago to count."""
    while asked and asked[0] <= now - kind.seconds:
        asked.popleft()
    if kind.at_once is not None and going_on >= kind.at_once:
        raise Refused(gettext(kind.busy).format(count=kind.at_once), WAIT_SECONDS)
    if len(asked) >= (most := getattr(settings, kind.limit)):
        sentence = gettext(kind.enough).format(count=f"{most:,}")
        raise Refused(sentence, asked[0] + kind.seconds - now)


def forget() -> None:
    """As if nobody had asked for anything; for tests."""
    _asked.clear()
    _going_on.clear()


class CostsMiddleware:
    """Answers 429 with Retry-After where a person asks for more than is good for the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._respond(request)
        if end := getattr(request, "end_of_costs", None):
            # When it is sent, or when nobody holds it any more because the client has gone.
            response._resource_closers.append(weakref.finalize(response, end))
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        kind = _find_kind(request)
        if kind is None or not request.user.is_authenticated:
            return None
        try:
            request.end_of_costs = admit(kind, request.user.pk)
        except Refused as refused:
            return refuse(request, str(refused), refused.seconds)
        return None


def _find_kind(request: HttpRequest) -> Kind | None:
    name = request.resolver_match.view_name
    if name == "picture" or request.GET.get("_export"):
        return EXPORTS
    if request.method == "POST" and name in UPLOADING:
        return UPLOADS
    return SEARCHES if any(request.GET.get(key, "").strip() for key in SEARCHED) else None


def tell_to_wait(request: HttpRequest) -> HttpResponse:
    """What allauth answers to too many tries of its own forms; each of its limits is for a minute."""
    return refuse(request, gettext("Too many tries. Wait a minute and try again."), 60)


def refuse(request: HttpRequest, sentence: str, seconds: int) -> HttpResponse:
    """The page that says when to come again; suggestions say it as they say all else, in JSON."""
    if request.resolver_match and request.resolver_match.view_name == "suggest":
        response = JsonResponse({"sentence": sentence}, status=429)
    else:
        response = render(request, "429.html", {"sentence": sentence}, status=429)
    response["Retry-After"] = str(seconds)
    return response
