"""The portal's addresses: Django's admin, without a login of its own, and everything else from the app."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from campaigns.web.costs import tell_to_wait
from campaigns.web.login.views import LogOutView, lead_to_login
from campaigns.web.outages import answer_failure

handler429 = tell_to_wait
handler500 = answer_failure
admin.site.login = lead_to_login
admin.site.logout = LogOutView.as_view()
admin.site.password_change = RedirectView.as_view(pattern_name="password_change")
urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("campaigns.web.urls")),
]
