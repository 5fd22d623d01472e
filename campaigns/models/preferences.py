"""How a person wants to see tables; figures do not depend on it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TablePreference(models.Model):
    """One person's choice for one page. It is written beside imports, and never by looking at a page."""

    class Density(models.TextChoices):
        COMFORTABLE = "comfortable"
        COMPACT = "compact"

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(max_length=40, help_text=_("The page's key."))
    columns = models.JSONField(default=list, help_text=_("Keys of the columns shown; empty for those that all see."))
    density = models.CharField(max_length=12, choices=Density, default=Density.COMFORTABLE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "page"], name="table_preference_once"),
            models.CheckConstraint(
                condition=models.Q(density__in=["comfortable", "compact"]), name="table_preference_density"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} of {self.user_id}"
