"""The version of all data: a token that changes with every write, by which what was computed before is known."""

from uuid import uuid4

from django.db import models

from campaigns.scope import mark_scope, read_scope

ONLY = 1


def name_token(version: str) -> str:
    """Of which state of the data a version is, whosever brands are looked at."""
    return version.partition("-")[0]


class DataVersion(models.Model):
    """One row. Its token is random: one that was rolled back never comes again for other data."""

    id = models.BigAutoField(primary_key=True)
    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.token

    @classmethod
    def renew(cls) -> None:
        """Gives the data a new version, in the transaction that changes them."""
        token = uuid4().hex
        if not cls.objects.filter(pk=ONLY).update(token=token):
            cls.objects.create(pk=ONLY, token=token)

    @classmethod
    def read(cls) -> str:
        """The token of what is committed, and of whose brands are looked at; empty before the first write.

        So whatever is kept by it is kept for each scope apart.
        """
        token = cls.objects.filter(pk=ONLY).values_list("token", flat=True).first() or ""
        return token + mark_scope(read_scope())
