"""What admins require of logins."""

from django.contrib.auth.models import AbstractBaseUser, Group
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _


class RulesFor(models.Manager):
    def filter_for(self, user: AbstractBaseUser) -> QuerySet:
        """The rules that hold for a person."""
        return self.filter(Q(group=None) | Q(group__user=user))


class TwoStepRule(models.Model):
    """People of a group, or everybody, must log in with a password and a code of their telephone."""

    id = models.BigAutoField(primary_key=True)
    group = models.OneToOneField(
        Group, models.CASCADE, null=True, blank=True, related_name="+", help_text=_("Empty: everybody with a password.")
    )

    objects = RulesFor()

    class Meta:
        verbose_name = _("rule for two-step login")
        verbose_name_plural = _("rules for two-step login")
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=Q(group=None), name="two_step_rule_for_all_once")
        ]

    def __str__(self) -> str:
        return f"everybody in {self.group}" if self.group else "everybody"
