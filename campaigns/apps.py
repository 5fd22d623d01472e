"""Tells Django about the app, and keeps "none" rows, roles and derived tables in every database."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Campaigns"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from campaigns.models import DataVersion
        from campaigns.models.dimensions import ensure_none_rows
        from campaigns.roles import ensure_roles
        from campaigns.rollup import rebuild_if_emptied
        from campaigns.writers import announce_changes

        announce_changes(DataVersion.renew)
        post_migrate.connect(ensure_none_rows, sender=self, dispatch_uid="campaigns.none-rows")
        post_migrate.connect(ensure_roles, sender=self, dispatch_uid="campaigns.roles")
        post_migrate.connect(rebuild_if_emptied, sender=self, dispatch_uid="campaigns.rollup")
