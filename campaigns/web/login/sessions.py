"""How long a login lasts: so long without a click, and so long in all, as the operator's settings say.

When somebody was last seen stands in a signed cookie, set anew every few minutes: no page has to write to the database,
where it would wait for imports. It is good for one session only, and old ones are of no use to anybody.
"""

import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.sessions.models import Session
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from campaigns.audit.trail import Subject, record
from campaigns.models import AuditEntry

BEGAN = "began"
"""In the session: the second of the login."""
COOKIE = f"{settings.COOKIE_PREFIX}seen"
RENEW_SECONDS = 300
"""So much later than the limit a session may end, never earlier."""
_signer = Signer(salt="campaigns.seen")


class SessionLimitsMiddleware:
    """Takes whoever was idle too long, or has been logged in too long, for a stranger."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = _read_seen(request)
        if request.user.is_authenticated and _is_over(request, seen):
            request.user = AnonymousUser()
        response = self._respond(request)
        if request.user.is_authenticated and (seen is None or time.time() - seen > RENEW_SECONDS):
            _keep_seen(request, response)
        return response


def _is_over(request: HttpRequest, seen: int | None) -> bool:
    began = request.session.get(BEGAN, 0)
    now = time.time()
    if now - began > settings.SESSION_MAX_SECONDS:
        return True
    return now - max(seen or 0, began) > settings.SESSION_IDLE_SECONDS + RENEW_SECONDS


def _read_seen(request: HttpRequest) -> int | None:
    """When this session was last used, as far as its cookie says so."""
    try:
        mark, _, second = _signer.unsign(request.COOKIES.get(COOKIE, "")).partition(".")
    except BadSignature:
        return None
    return int(second) if mark == _mark(request) else None


def _keep_seen(request: HttpRequest, response: HttpResponse) -> None:
    value = _signer.sign(f"{_mark(request)}.{time.time():.0f}")
    response.set_cookie(
        COOKIE,
        value,
        max_age=settings.SESSION_MAX_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE,
    )


def _mark(request: HttpRequest) -> str:
    return sha256((request.session.session_key or "").encode()).hexdigest()[:20]


def begin(sender: Any, request: HttpRequest, **_: Any) -> None:
    """Starts the clock of a login, when Django says that there is one."""
    request.session[BEGAN] = int(time.time())


def end_sessions(user: AbstractBaseUser) -> int:
    """Ends every session of a person, at once and everywhere, and records it; how many there were."""
    going_on = Session.objects.filter(expire_date__gt=timezone.now())
    own = [session.pk for session in going_on.iterator() if session.get_decoded().get(SESSION_KEY) == str(user.pk)]
    with transaction.atomic():
        Session.objects.filter(pk__in=own).delete()
        record(AuditEntry.Act.SESSIONS_ENDED, Subject.of(user), details={"sessions": len(own)})
    return len(own)


def end_all_sessions() -> int:
    """The same for everybody."""
    with transaction.atomic():
        count, _ = Session.objects.all().delete()
        record(AuditEntry.Act.SESSIONS_ENDED, Subject(table="", shown="everybody"), details={"sessions": count})
    return count
