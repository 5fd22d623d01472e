"""Who must log in with two steps."""

from django.contrib.auth.models import AbstractBaseUser

from campaigns.models import TwoStepRule


def must_use_two_steps(user: AbstractBaseUser) -> bool:
    """Whether an admin has required it of everybody, or of a group that the person is in."""
    return TwoStepRule.objects.filter_for(user).exists()
