"""The audit trail: who changed, exported or entered what and when, and the chain that shows whether it still is so.

Both tables are only added to (``campaigns.audit.guard``). Nothing links to anything: an entry outlives the account, the
row and the run that it names.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One act. ``changes`` is field → [before, after]; ``details`` is whatever else belongs to the kind of act."""

    class Act(models.TextChoices):
        CREATED = "created", _("added")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")
        IMPORTED = "imported", _("imported")
        UNDONE = "undone", _("import taken back")
        DEMO_REMOVED = "demo-removed", _("demo data taken out")
        EXPORTED = "exported", _("exported")
        LOGGED_IN = "logged-in", _("logged in")
        LOGIN_FAILED = "login-failed", _("login failed")
        LOGGED_OUT = "logged-out", _("logged out")
        PASSWORD_CHANGED = "password-changed", _("password changed")
        SESSIONS_ENDED = "sessions-ended", _("sessions ended")
        BACKED_UP = "backed-up", _("backed up")
        RESTORED = "restored", _("restored from a backup")

    id = models.BigAutoField(primary_key=True)
    token = models.CharField(max_length=32, unique=True, editable=False)
    at = models.DateTimeField(_("when"))
    actor = models.CharField(_("who"), max_length=150, help_text=_("User name, or the command and the system's user."))
    account = models.BigIntegerField(_("account's number"), null=True)
    via = models.CharField(max_length=10, help_text=_("Where it was done: admin, portal, job or command."))
    act = models.CharField(max_length=20, choices=Act)
    table = models.CharField(max_length=40, blank=True)
    row_id = models.BigIntegerField(_("row's number"), null=True)
    key = models.CharField(
        _("row's key"), max_length=64, blank=True, help_text=_("Of facts, by which files name them.")
    )
    shown = models.CharField(_("what"), max_length=200, blank=True)
    run = models.BigIntegerField(_("import run"), null=True)
    changes = models.JSONField(default=dict)
    details = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["at", "id"], name="audit_at"),
            models.Index(fields=["actor", "at", "id"], name="audit_actor"),
            models.Index(fields=["act", "at", "id"], name="audit_act"),
            models.Index(fields=["table", "at", "id"], name="audit_table"),
            models.Index(fields=["row_id", "table", "at", "id"], name="audit_row"),
            models.Index(fields=["key", "at", "id"], name="audit_key"),
            models.Index(fields=["run", "at", "id"], name="audit_run", condition=models.Q(run__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.get_act_display()} {self.shown}".strip()


class AuditSeal(models.Model):
    """The place of an entry in the chain: ``id`` counts from 1 without gaps, ``hash`` rests on the one before."""

    id = models.BigAutoField(_("place"), primary_key=True)
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="seal", db_constraint=False)
    sealed_at = models.DateTimeField()
    hash = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}:{self.hash}"
