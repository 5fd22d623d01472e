"""Decides before a password is hashed whether it may be: a check costs 0.35 to 0.7 seconds of a processor.

Only failures count. No limit is one of the account's own, so nobody is locked out by strangers: they use up what
their own address has, and a browser that the account has used before has tries that no stranger can touch.
"""

import ipaddress
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from campaigns.web.login.devices import read_device
from campaigns.web.login.slots import AllTaken, give_back, insist_on_room, take_slot

WINDOW_SECONDS = 15 * 60
"""How long a failure counts."""
CHECKS_AT_ONCE = 2
"""In each process, of browsers that the account has not used before: the other threads go on serving pages."""
PATIENCE_SECONDS, SOON_SECONDS = 1, 5
"""How long one waits for a turn, and when one is told to come again."""
THROTTLED = "throttled"
_checks = BoundedSemaphore(CHECKS_AT_ONCE)
MANY = _("Many passwords are being checked at this moment.")
FAILED = _("Too many failed logins from here.")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Attempt:
    """A password that may be checked, and the slots it holds."""

    slots: list[str]

    def forgive(self) -> None:
        """It was right: it counts nowhere."""
        give_back(self.slots)


@contextmanager
def checking(request: HttpRequest, account: str) -> Iterator[Attempt]:
    """Inside of this a password of the account may be checked. Raises ``ValidationError`` with code ``throttled``."""
    attempt, is_known = _admit(request, account)
    if is_known:
        yield attempt
        return
    if not _checks.acquire(timeout=PATIENCE_SECONDS):
        attempt.forgive()
        raise _refuse(request, account, MANY, SOON_SECONDS)
    try:
        yield attempt
    finally:
        _checks.release()


def _admit(request: HttpRequest, account: str) -> tuple[Attempt, bool]:
    """The attempt, and whether it comes from a browser that the account has used before."""
    if device := read_device(request, account):
        try:
            return Attempt([take_slot("login-device", device, 2 * settings.LOGIN_TRIES, WINDOW_SECONDS)]), True
        except AllTaken:  # a stolen browser guesses no more than any other
            pass
    address = read_address(request)
    limits = [
        ("login-pair", f"{address} {account}", settings.LOGIN_TRIES),
        ("login-address", address, settings.LOGIN_TRIES_PER_ADDRESS),
    ]
    slots: list[str] = []
    try:
        for limit in limits:
            insist_on_room(*limit)  # both are looked at before anything is written
        for limit in limits:
            slots.append(take_slot(*limit, WINDOW_SECONDS))
    except AllTaken as full:
        give_back(slots)
        raise _refuse(request, account, FAILED, full.seconds) from None
    return Attempt(slots), False


def _refuse(request: HttpRequest, account: str, why: str, seconds: int) -> ValidationError:
    _log.warning("A password for %r from %s was not checked. %s", account[:150], read_address(request), why)
    minutes = -(-seconds // 60)
    wait = ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    if seconds < 60:
        wait = ngettext("{count} second", "{count} seconds", seconds).format(count=seconds)
    words = gettext("{reason} Try again in {time}, or with a browser you have logged in with before.")
    return ValidationError(
        words.format(reason=gettext(why), time=wait),
        code=THROTTLED,
        params={"seconds": seconds},
    )


def read_address(request: HttpRequest) -> str:
    """Where the request comes from: an IPv4 address, or the /64 network that one holder of IPv6 addresses has."""
    text = get_client_ip(request) or "unknown"
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 4:
        return text
    return str(ipaddress.ip_network(f"{address}/64", strict=False))
