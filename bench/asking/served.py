"""The portal for gunicorn with addresses more: an empty page behind the login, and two that forget.

``gunicorn bench.asking.served``, as ``healthkart_roi.wsgi`` otherwise.
"""

from healthkart_roi.wsgi import application  # noqa: I001 – Django starts here, before addresses are imported

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.forgetting import forget_all, forget_answers
from campaigns.roles import SEE
from campaigns.web.access import NEEDS
from healthkart_roi import urls

__all__ = ["application"]


def show_nothing(request: HttpRequest) -> HttpResponse:
    """What Django, the session and the login cost by themselves."""
    return HttpResponse()


@login_not_required
def forget(request: HttpRequest, what: str) -> HttpResponse:
    """The next page is worked out anew."""
    {"answers": forget_answers, "all": forget_all}[what]()
    return HttpResponse()


NEEDS |= dict.fromkeys(("bench-empty", "bench-forget"), (SEE,))
urls.urlpatterns += [
    path("bench/empty/", show_nothing, name="bench-empty"),
    path("bench/forget/<what>/", forget, name="bench-forget"),
]
