"""How facts came in: one run per import call, one file row per dataset in it, and the spellings each run brought."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.fields import link


class ImportRun(models.Model):
    """One call of the importer that changed something: who, when, and what came of it."""

    id = models.BigAutoField(primary_key=True)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(_("by"), max_length=150, help_text=_("User name, or “command line”."))
    is_demo = models.BooleanField(_("demo data"), default=False)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-id"]
        permissions = [
            ("see_imports", "Can see what was imported"),
            ("import_files", "Can import files"),
            ("undo_imports", "Can take imports back"),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"


class ImportFile(models.Model):
    """What one file of a run held. rows = new + changed + unchanged + rejected."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="files")
    path = models.CharField(max_length=500)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    dataset = models.CharField(max_length=20)
    columns = models.JSONField(default=list, help_text=_("The recognised columns the file had."))
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


class HeaderMapping(models.Model):
    """What a person said of a file's header, remembered for the next file that has it."""

    id = models.BigAutoField(primary_key=True)
    header_key = models.CharField(max_length=64, unique=True)
    header = models.JSONField(default=list, help_text=_("The header cells as the file had them."))
    dataset = models.CharField(max_length=20)
    columns = models.JSONField(default=dict, help_text=_("Column → the header cell it is read from."))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.dataset}: {', '.join(self.header)[:80]}"


class BeforeImage(models.Model):
    """A row as it was before a run changed or removed it: what undo puts back. Named by table and key, not linked."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="images")
    table = models.CharField(max_length=20)
    row_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True, help_text=_("The run that had brought the row as it was."))
    values = models.JSONField()
    is_removed = models.BooleanField(default=False, help_text=_("The run removed the row rather than changing it."))

    class Meta:
        indexes = [models.Index(fields=["owner_id"], name="image_owner")]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id} before run {self.run_id}"


class FoundAgain(models.Model):
    """How many rows of an earlier run a later one found unchanged in its files, so that it owns them too."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="found_again")
    owner = models.ForeignKey(ImportRun, models.CASCADE, related_name="found_by")
    rows = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "owner"], name="found_once")]

    def __str__(self) -> str:
        return f"run {self.run_id} found {self.rows} rows of run {self.owner_id}"


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
