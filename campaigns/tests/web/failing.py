"""The portal's addresses, and one that fails."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from healthkart_roi.urls import urlpatterns as portal


@login_not_required
def fail(request):
    secret = "a-secret-of-the-portal"
    raise RuntimeError(f"{secret} {request.path}")


urlpatterns = [*portal, path("fail/", fail)]
