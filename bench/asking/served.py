"""The portal for gunicorn with two addresses more: an empty page behind the login, and one that forgets answers.

``gunicorn bench.asking.served``, as ``healthkart_roi.wsgi`` otherwise.
"""

from healthkart_roi.wsgi import application  # noqa: I001 – Django starts here, before addresses are imported

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.forgetting import forget
from healthkart_roi import urls

__all__ = ["application"]
EMPTY, FORGET = "bench/empty/", "bench/forget/"


def show_nothing(request: HttpRequest) -> HttpResponse:
    """What Django, the session and the login cost by themselves."""
    return HttpResponse()


@login_not_required
def forget_answers(request: HttpRequest) -> HttpResponse:
    """The next page is worked out anew."""
    forget()
    return HttpResponse()


urls.urlpatterns += [path(EMPTY, show_nothing), path(FORGET, forget_answers)]
