"""What the portal decides differently from allauth: who may try, who may come in, what is kept in secret."""

import base64
import time
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from campaigns.web.login.attempts import checking, read_address
from campaigns.web.login.devices import remember_device
from campaigns.web.login.rules import must_use_two_steps

PROVIDER = "sso"
"""In addresses: /oidc/sso/login/."""
FRESH_SECONDS = 300
"""How long after a login the second step can be changed without typing the password again."""


class PasswordAdapter(DefaultAccountAdapter):
    """Logins by password: closed for new people, throttled, leading to this site only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("User name and password do not match. Both are compared with case."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "too_many_login_attempts": gettext_lazy("Too many wrong codes. Try again in five minutes."),
        "rate_limited": gettext_lazy("Too many wrong codes. Try again in five minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # every answer is a page

    def is_safe_url(self, url: str | None) -> bool:
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_client_ip(self, request: HttpRequest) -> str:
        return read_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: `authenticate` has decided."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractUser | None:
        with checking(request, credentials.get("username", "")) as attempt:
            user = super().authenticate(request, **credentials)
            if user:
                attempt.forgive()
        return user

    def post_login(self, request: HttpRequest, user: AbstractUser, **how: Any) -> HttpResponse:
        response = super().post_login(request, user, **how)
        remember_device(request, response, user.get_username())
        return response

    def add_message(self, *_: Any, **__: Any) -> None:
        """Nothing: each page says by itself what has happened."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just logged in need not do it again."""
        records = get_authentication_records(context.request, context.request.user)
        return not any(time.time() - record["at"] < FRESH_SECONDS for record in records)


class TwoStepAdapter(DefaultMFAAdapter):
    """The second step: its secrets are encrypted with the portal's key, and rules keep it switched on."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is wrong or was used already. Wait for the next one."),
        "cannot_delete_authenticator": gettext_lazy("Your account must use two steps, so they cannot be switched off."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:  # of another key: a secret that nobody has, so that no code is right
            return base64.b32encode(Fernet.generate_key()[:20]).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not must_use_two_steps(authenticator.user)


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(Fernet(base64.urlsafe_b64encode(sha256(f"two-steps {key}".encode()).digest())) for key in keys)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """People of the one provider that the environment names, matched by the e-mail address it has verified."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        chosen = settings.SINGLE_SIGN_ON
        if not chosen or provider not in (None, PROVIDER, "openid_connect"):
            return []
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=PROVIDER,
                name=chosen["name"],
                client_id=chosen["client"],
                secret=chosen["secret"],
                settings={"server_url": chosen["server"], "oauth_pkce_enabled": True},
            )
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Ties a person who comes for the first time to the one active account with a verified address.

        Where two accounts have it, nobody can say who comes. From then on the provider's name for the person counts.
        """
        if sociallogin.is_existing:
            return
        for address in _verified(sociallogin):
            users = list(get_user_model().objects.filter(email__iexact=address, is_active=True)[:2])
            if len(users) == 1:
                sociallogin.connect(request, users[0])
                return

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Only for verified addresses of the operator's domain that no account has. Newcomers have no rights."""
        domain = settings.SINGLE_SIGN_ON["newcomers"].lower()
        addresses = _verified(sociallogin)
        if not domain or not addresses or not all(a.lower().rpartition("@")[2] == domain for a in addresses):
            return False
        taken = (model.objects.filter(email__iexact=a) for model in (get_user_model(), EmailAddress) for a in addresses)
        return not any(rows.exists() for rows in taken)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("mfa_index")


def _verified(sociallogin: SocialLogin) -> list[str]:
    return [address.email for address in sociallogin.email_addresses if address.verified is True]
