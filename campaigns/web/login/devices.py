"""Browsers from which somebody has logged in before: a signed cookie, good for that account only."""

from hashlib import sha256
from secrets import token_urlsafe

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

COOKIE = f"{settings.COOKIE_PREFIX}device"
KEPT_SECONDS = 90 * 24 * 3600
_signer = TimestampSigner(salt="campaigns.device")


def read_device(request: HttpRequest, account: str) -> str | None:
    """The name of this browser if the account has logged in with it in the last 90 days."""
    try:
        name = _signer.unsign(request.COOKIES.get(COOKIE, ""), max_age=KEPT_SECONDS)
    except BadSignature:
        return None
    return name if name.partition(".")[0] == _mark(account) else None


def remember_device(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """Lets the browser keep its name, a new one if the account comes with it for the first time."""
    name = read_device(request, account) or f"{_mark(account)}.{token_urlsafe(16)}"
    response.set_cookie(
        COOKIE, _signer.sign(name), max_age=KEPT_SECONDS, httponly=True, samesite="Lax", secure=settings.SECURE
    )


def _mark(account: str) -> str:
    return sha256(account.encode()).hexdigest()[:20]
