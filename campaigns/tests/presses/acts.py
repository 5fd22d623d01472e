"""What each POST does: the scene before it, what is sent, and what of it there must be one more of afterwards."""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.demo import load_fixtures
from campaigns.models import (
    Brand,
    Campaign,
    DefaultView,
    HeaderMapping,
    ImportRun,
    Influencer,
    Job,
    Payout,
    Post,
    SavedView,
    TablePreference,
    TrackingEvent,
)
from campaigns.tests.admin.forms import address, read_form
from campaigns.tests.builders import must_load
from campaigns.tests.login.people import PASSWORD, browser, log_in
from campaigns.tests.login.test_two_steps import codes_of, set_up
from campaigns.tests.reports.samples import SAMPLE
from campaigns.tests.web.imports.test_columns import CHOICE, FOREIGN
from campaigns.uploads import list_uploads

FILE = "date,revenue,influencer_id,campaign\n2025-07-01,100,1,Gritzo_Kids\n2025-07-02,200,1,Gritzo_Kids\n"


@dataclass(frozen=True)
class Act:
    """``path`` and ``data`` of the requests; ``count`` grows by ``by``."""

    path: str
    count: Callable[[], int]
    data: Callable[[], dict] = dict
    by: int = 1


def rows(model, **wanted):
    """Counts rows of a table."""
    return lambda: model.objects.filter(**wanted).count()


# Imports


def upload(person):
    """Files are sent."""

    def make():
        return {"files": [SimpleUploadedFile("sales.csv", FILE.encode())], "date_order": "ymd"}

    return Act("/imports/", rows(Job, kind="check"), make)


def preview(person, text=FILE):
    job, _ = person.preview({"sales": text})
    return job


def confirm(person):
    """A preview is confirmed."""
    return Act(f"{preview(person)}load/", rows(TrackingEvent), by=2)


def check_again(person):
    """A preview is made again with other options."""
    return Act(f"{preview(person)}check/", rows(Job, kind="check"), lambda: {"set": "on_error=skip"})


def say_columns(person):
    """Columns are said by hand."""
    return Act(f"{preview(person, FOREIGN)}columns/0/", rows(HeaderMapping), lambda: CHOICE)


def forget_columns(person):
    """What was said of columns is forgotten."""
    job = preview(person, FOREIGN)
    job, _ = person.follow(person.post(f"{job}columns/0/", **CHOICE))
    return Act(f"{job}forget/{HeaderMapping.objects.get().pk}/", rows(Job, kind="check"))


def drop(person):
    """A preview is dropped."""
    return Act(f"{preview(person)}drop/", lambda: len(list(list_uploads(person.user.pk))), by=-1)


def undo(person):
    """A run is taken back."""
    run = must_load({"tracking": SAMPLE["tracking"]}).run
    return Act(f"/imports/runs/{run}/undo/", rows(Job, kind="undo"))


def drop_demo(person):
    """The demo data is taken out."""
    load_fixtures()
    return Act("/imports/demo/", rows(ImportRun, undone_at=None), by=-1)


# Exports, views, preferences


def export(path):
    def act(person):
        must_load(SAMPLE)
        return Act(path, rows(Job, kind="export"))

    return act


def save_view(person):
    """A page is saved under a name."""
    return Act("/views/save/", rows(SavedView), lambda: {"name": "July", "page": "campaigns", "query": ""})


def change_view(count, by=1, **data):
    def act(person):
        view = SavedView.objects.create(owner=person.user, name="July", page="campaigns")
        return Act(f"/views/{view.pk}/change/", count, lambda: data, by)

    return act


def keep_columns(person):
    """Columns are chosen."""
    return Act("/tables/campaigns/", rows(TablePreference), lambda: {"column": ["name", "roas"]})


# Logging in and out


def log_out(person):
    """The session ends."""
    return Act("/logout/", rows(Session), by=-1)


def log_in_by_password(person):
    """Each press is a login of its own, which changes no account."""
    person.client = browser()
    return Act("/login/", rows(User), lambda: {"username": person.user.username, "password": PASSWORD}, by=0)


def confirm_password(person):
    """The password is typed again."""
    return Act("/login/again/", rows(Session), lambda: {"password": PASSWORD}, by=0)


def log_out_everywhere(person):
    """All sessions end."""
    browser().force_login(person.user)
    return Act("/logout/everywhere/", rows(Session), by=-2)


def change_password(person):
    """The password is changed."""
    new = "another-long-one-2"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    return Act("/password/", lambda: int(User.objects.get(pk=person.user.pk).check_password(new)), lambda: data)


def log_in_again(person):
    """By typing the password, a moment ago, which what is safe is changed by."""
    person.client = browser()
    log_in(person.client, person.user.username)


def turn_on_two_steps(person):
    """The second step is set up: the app and its recovery codes."""
    log_in_again(person)
    page = person.get("/security/app/").html
    secret = page.partition("<code>")[2].partition("</code>")[0]
    return Act("/security/app/", rows(Authenticator), lambda: {"code": codes_of(secret)[0]}, by=2)


def turn_off_two_steps(person):
    """The second step is ended: no app, no recovery codes."""
    log_in_again(person)
    set_up(person.client)
    return Act("/security/app/off/", rows(Authenticator), by=-2)


def make_codes(person):
    """New recovery codes take the place of the old ones."""
    log_in_again(person)
    set_up(person.client)
    return Act("/security/codes/new/", rows(Authenticator), by=0)


# The admin


def add(model, **given):
    def act(person):
        must_load(SAMPLE)
        filled = read_form(person.client, address(model)) | {
            name: value() if callable(value) else value for name, value in given.items()
        }
        return Act(address(model), rows(model), lambda: filled)

    return act


def someone():
    return Influencer.objects.get(code="1").pk


def change(person):
    """A sale is edited."""
    must_load(SAMPLE)
    row = TrackingEvent.objects.get(tracking_id="T1")
    filled = read_form(person.client, address(TrackingEvent, row.pk)) | {"revenue": "7777"}
    return Act(address(TrackingEvent, row.pk), rows(TrackingEvent, revenue=777700), lambda: filled)


def delete(person):
    """A sale is deleted on its page."""
    must_load(SAMPLE)
    row = TrackingEvent.objects.get(tracking_id="T1")
    path = f"/admin/campaigns/trackingevent/{row.pk}/delete/"
    return Act(path, rows(TrackingEvent), lambda: {"post": "yes"}, by=-1)


def delete_chosen(person):
    """Payouts are deleted by the list's action."""
    must_load(SAMPLE)
    chosen = [str(pk) for pk in Payout.objects.values_list("pk", flat=True)]
    data = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    return Act("/admin/campaigns/payout/", rows(Payout), lambda: data, by=-len(chosen))


ACTS = {
    "imports": upload,
    "job-load": confirm,
    "job-check": check_again,
    "job-columns": say_columns,
    "job-forget": forget_columns,
    "job-drop": drop,
    "undo-run": undo,
    "drop-demo": drop_demo,
    "report": export("/campaigns/?_export=xlsx"),
    "posts": export("/posts/?_export=xlsx"),
    "tracking": export("/tracking/?_export=xlsx"),
    "payouts": export("/payouts/?_export=xlsx"),
    "missing-payouts": export("/payouts/missing/?_export=xlsx"),
    "save-view": save_view,
    "change-view: share": change_view(rows(SavedView, is_shared=True), do="share"),
    "change-view: rename": change_view(rows(SavedView, name="Best"), do="rename", name="Best"),
    "change-view: default": change_view(rows(DefaultView), do="default"),
    "change-view: delete": change_view(rows(SavedView), by=-1, do="delete"),
    "table-preference": keep_columns,
    "login": log_in_by_password,
    "account_reauthenticate": confirm_password,
    "logout": log_out,
    "logout_everywhere": log_out_everywhere,
    "password_change": change_password,
    "mfa_activate_totp": turn_on_two_steps,
    "mfa_deactivate_totp": turn_off_two_steps,
    "mfa_generate_recovery_codes": make_codes,
    "admin: add a sale": add(TrackingEvent, date="2025-07-09", revenue="50", orders="1", influencer=someone),
    "admin: add a post": add(Post, date="2025-07-09", influencer=someone),
    "admin: add a payout": add(Payout, influencer=someone, total_payout="900"),
    "admin: add an influencer": add(Influencer, code="X1", name="Xenia"),
    "admin: add a brand": add(Brand, name="Nouveau"),
    "admin: add a campaign": add(Campaign, name="Nouveau_Start"),
    "admin: add a person": add(User, username="nora", password1="a-long-password-9", password2="a-long-password-9"),
    "admin: add a group": add(Group, name="guests"),
    "admin: change": change,
    "admin: delete": delete,
    "admin: delete chosen": delete_chosen,
}
"""Name of an address (and which act there) → the scene and the act."""
