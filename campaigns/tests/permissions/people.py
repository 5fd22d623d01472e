"""One person for each column of the matrices, and objects that are theirs or somebody else's."""

from django.contrib.auth.models import User

from campaigns.models import Brand, ImportRun, Influencer, Job, Payout, SavedView, find_scope
from campaigns.roles import ROLES
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.web.people import limit, make_outsider, make_staff

PEOPLE = ("stranger", "outsider", "staff", *ROLES, "limited", "superuser")
"""``staff`` has no role, and ``limited`` has every role and one brand."""


def make_people():
    """Name → account, None for a stranger; over the golden data."""
    must_load(GOLDEN)
    roles = {name: make_staff(name, roles=[name]) for name in ROLES}
    return {
        "stranger": None,
        "outsider": make_outsider("outsider"),
        "staff": make_staff("staff"),
        **roles,
        "limited": limit(make_staff("limited", roles=ROLES), "MuscleBlaze"),
        "superuser": User.objects.create_superuser("superuser", password="a-long-password-1"),
    }


def make_objects(user, other):
    """What stands for the names in the paths of the matrix: of ``user``, of ``other``, and of two brands."""
    owner = user or other
    return {
        "brand": Brand.objects.get(key="muscleblaze").pk,
        "other_brand": Brand.objects.get(key="herbalife").pk,
        "person": Influencer.objects.get(code="1").pk,
        "payout": Payout.objects.get(influencer__code="1").pk,
        "other_payout": Payout.objects.get(influencer__code="2").pk,
        "run": ImportRun.objects.latest("pk").pk,
        **{f"{kind}_job": make_job(owner, kind).pk for kind in ("load", "undo", "edit", "export")},
        **{f"their_{kind}": make_job(other, kind).pk for kind in ("load", "export")},
        "view": SavedView.objects.create(owner=owner, name="Own", page="campaigns").pk,
        "their_view": SavedView.objects.create(owner=other, name="Private", page="campaigns").pk,
        "shared_view": SavedView.objects.create(owner=other, name="Shared", page="campaigns", is_shared=True).pk,
    }


def make_job(user, kind):
    """A job that has failed, without files; an export is of what its owner sees."""
    brands = find_scope(user)
    payload = {"page": "campaigns", "query": "", "token": "t", "file": "campaigns.xlsx"} if kind == "export" else {}
    payload |= {"brands": None if brands is None else sorted(brands)} if kind == "export" else {}
    return Job.objects.create(
        kind=kind, title=kind, payload=payload, user=user, actor=user.username, state=Job.State.FAILED
    )
