"""Long work that runs beside the requests: who asked for it and what came of it; and signs of life of who works."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One piece of work in the background. How far it is stands in the ``Pulse`` of who works on it, not here.

    A running job with an ``outcome`` has committed what it had to do: the two are written in one transaction.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20, help_text=_("Which work: a key of the registry of jobs."))
    title = models.CharField(max_length=200, help_text=_("The work in words."))
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(_("by"), max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True, help_text=_("When somebody was last told to work on it."))
    attempt = models.PositiveSmallIntegerField(default=0, help_text=_("How often somebody began to work on it."))
    payload = models.JSONField(default=dict, help_text=_("What the work needs to know."))
    outcome = models.JSONField(default=dict, help_text=_("What came of it."))
    message = models.TextField(blank=True, help_text=_("Why it failed, in a sentence for people."))
    task_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running", "done", "failed"]), name="job_state"
            )
        ]

    def __str__(self) -> str:
        return f"job {self.pk}: {self.title}"


class Pulse(models.Model):
    """A sign of life of one process, with how far it is: on PostgreSQL only (``jobs.pulses`` says why)."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=100, unique=True)
    seen_at = models.DateTimeField()
    note = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name
