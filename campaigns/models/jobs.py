"""Long work that runs beside the requests: who asked for it, how far it is, and what came of it."""

from django.conf import settings
from django.db import models


class Job(models.Model):
    """One piece of work in the background. ``done`` of ``total`` units of the present ``step`` (0: not known)."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20, help_text="Which work: a key of the registry of jobs.")
    title = models.CharField(max_length=200, help_text="The work in words.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor = models.CharField("by", max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True, help_text="When the process that works on it last said so.")
    step = models.CharField(max_length=100, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    payload = models.JSONField(default=dict, help_text="What the work needs to know.")
    outcome = models.JSONField(default=dict, help_text="What came of it.")
    message = models.TextField(blank=True, help_text="Why it failed, in a sentence for people.")
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
