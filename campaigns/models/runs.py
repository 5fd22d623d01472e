"""How facts came in: one run per import call, one file row per dataset in it, and the spellings each run brought."""

from django.conf import settings
from django.db import models

from campaigns.models.fields import link


class ImportRun(models.Model):
    """One call of the importer that changed something: who, when, and what came of it."""

    id = models.BigAutoField(primary_key=True)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor = models.CharField("by", max_length=150, help_text="User name, or “command line”.")
    is_demo = models.BooleanField("demo data", default=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"run {self.pk}"


class ImportFile(models.Model):
    """What one file of a run held. rows = new + changed + unchanged + rejected."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="files")
    path = models.CharField(max_length=500)
    sha256 = models.CharField("SHA-256", max_length=64)
    dataset = models.CharField(max_length=20)
    columns = models.JSONField(default=list, help_text="The recognised columns the file had.")
    rows = models.PositiveBigIntegerField(default=0)
    new = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    removed = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    placeholders = models.PositiveBigIntegerField(default=0)
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["run", "id"]

    def __str__(self) -> str:
        return self.path


class Spelling(models.Model):
    """How often a run's new rows wrote a name in one way; the most frequent spelling over all runs is shown."""

    id = models.BigAutoField(primary_key=True)
    run = link("ImportRun", on_delete=models.CASCADE, db_index=True, related_name="+")
    dimension = models.CharField(max_length=20)
    key = models.CharField(max_length=400)
    text = models.CharField(max_length=200)
    count = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dimension", "key", "text", "run"], name="spelling_once")]

    def __str__(self) -> str:
        return f"{self.text} ×{self.count}"
