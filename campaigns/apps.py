"""Tells Django about the app, keeps "none" rows, roles, derived tables and guards in every database, and watches
accounts.
"""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Campaigns"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from campaigns.audit.guard import install_guard
        from campaigns.audit.watching import watch
        from campaigns.models import DataVersion
        from campaigns.models.dimensions import ensure_none_rows
        from campaigns.roles import ensure_roles
        from campaigns.rollup import rebuild_if_emptied
        from campaigns.web.login import sessions
        from campaigns.writers import announce_changes

        announce_changes(DataVersion.renew)
        watch()
        post_migrate.connect(install_guard, sender=self, dispatch_uid="campaigns.audit-guard")
        user_logged_in.connect(sessions.begin, dispatch_uid="campaigns.session-began")
        post_migrate.connect(ensure_none_rows, sender=self, dispatch_uid="campaigns.none-rows")
        post_migrate.connect(ensure_roles, sender=self, dispatch_uid="campaigns.roles")
        post_migrate.connect(rebuild_if_emptied, sender=self, dispatch_uid="campaigns.rollup")
