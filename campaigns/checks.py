"""Looks for what no database constraint holds: links of facts that lead nowhere."""

from collections.abc import Iterator

from django.db.models import Exists, ForeignKey, OuterRef

from campaigns.models import FACTS, Influencer


def find_broken_links() -> Iterator[str]:
    """A line for each link of a fact or influencer to a row that does not exist."""
    for model in (*FACTS, Influencer):
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey):
                there = Exists(field.related_model.objects.filter(pk=OuterRef(field.attname)))
                lost = model.objects.filter(~there, **{f"{field.attname}__isnull": False}).count()
                if lost:
                    yield f"{model._meta.verbose_name}: {lost} rows name a {field.verbose_name} that does not exist"
