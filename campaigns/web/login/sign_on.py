"""The way to the provider of single sign-on and back. What it does wrong is a page, never an error of the portal."""

import logging
from collections.abc import Callable
from functools import wraps

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

_log = logging.getLogger(__name__)


def _distrust(view: Callable) -> Callable:
    """Status 502 for a provider that does not answer, or not as the protocol says."""

    @wraps(view)
    def guarded(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except (RequestException, KeyError, TypeError, ValueError) as error:
            _log.warning("Single sign-on failed: %s: %s", type(error).__name__, error)
            return render(request, "socialaccount/authentication_error.html", status=502)

    return guarded


leave = _distrust(oidc.login)
come_back = _distrust(oidc.callback)
