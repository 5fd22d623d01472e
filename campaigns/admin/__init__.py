"""The records for admins: search, filters, autocomplete. Every save and delete keeps the rollup true."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from campaigns.admin import dimensions, facts, logins, margin, people, records
from campaigns.jobs.queue import hide_from_admin

__all__ = ["dimensions", "facts", "logins", "margin", "people", "records"]

admin.site.site_header = _("Influencer ROI: records")
admin.site.index_title = _("Records")
admin.site.site_url = None  # the link to the portal stands beside it
hide_from_admin()
