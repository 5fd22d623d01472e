"""The page of the trail: who may see it, what its filters find, its pages by key, and its CSV."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from campaigns.audit import Actor, record
from campaigns.audit.trail import Subject, make_entry, record_all
from campaigns.models import AuditEntry, Payout
from campaigns.tests.admin.forms import address, save
from campaigns.tests.audit.trail import newest
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.web.people import make_staff
from campaigns.web.trail import filters

pytestmark = pytest.mark.django_db
CHANGED, EXPORTED = AuditEntry.Act.CHANGED, AuditEntry.Act.EXPORTED
KEY = "0123456789abcdef" * 2


@pytest.fixture
def auditor(client):
    user = make_staff("olga")
    user.user_permissions.add(Permission.objects.get(codename="view_auditentry"))
    client.force_login(user)
    return client


@pytest.fixture
def entries(auditor):
    """Three acts of two people, on three days."""
    ana, bo = Actor(name="ana", account=71, via="admin"), Actor(name="bo", account=72, via="portal")
    made = [
        make_entry(CHANGED, Subject(table="payout", row_id=5, key=KEY, shown="Y5"), changes={"status": ["", "paid"]}),
        make_entry(CHANGED, Subject(table="post", row_id=5, shown="P5"), run=3, actor=bo),
        make_entry(EXPORTED, Subject(table="", shown="campaigns"), details={"rows": 9, "query": "q=x"}, actor=ana),
    ]
    made[0].actor = "ana"
    for age, entry in zip((40, 20, 0), made, strict=True):
        entry.at = timezone.now() - timedelta(days=age)
    record_all(made)
    return made


def found(client, query=""):
    """What the page lists below the logins: the names of what was changed or exported."""
    answer = client.get(f"/audit/?{query}")
    assert answer.status_code == 200, answer.content.decode()
    return [line.entry.shown for line in answer.context["lines"] if line.entry.shown in ("Y5", "P5", "campaigns")]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["campaigns", "P5", "Y5"]),
        ("person=ana", ["campaigns", "Y5"]),
        ("person=nobody", []),
        ("act=changed&table=post", ["P5"]),
        ("act=exported", ["campaigns"]),
        ("object=5", ["P5", "Y5"]),
        ("table=payout&object=5", ["Y5"]),
        (f"object={KEY}", ["Y5"]),
        ("run=3", ["P5"]),
        ("person=&act=&table=&object=&run=&date_after=&date_before=", ["campaigns", "P5", "Y5"]),
    ],
)
def test_a_filter_finds_its_entries(auditor, entries, query, names):
    assert found(auditor, query) == names


def test_days_are_those_of_the_business_and_both_are_included(auditor, entries):
    day = timezone.localtime(entries[1].at).date().isoformat()
    assert found(auditor, f"date_after={day}&date_before={day}") == ["P5"]
    assert found(auditor, f"date_after={day}") == ["campaigns", "P5"]
    assert found(auditor, f"date_before={day}") == ["P5", "Y5"]


@pytest.mark.parametrize(
    "query",
    [
        *("act=dropped", "object=abc", "object=-1", "run=0", "run=x", "date_after=1.1.2025", "nothing=1", "before=x"),
        *("date_after=2025-02-01&date_before=2025-01-01", "person=" + "a" * 151, "table=Payout;", "before=999999999"),
        *("object=٣", "run=" + "9" * 30, "person=%00", "_export=xlsx"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(auditor, query):
    answer = auditor.get(f"/audit/?{query}")
    assert answer.status_code == 400
    assert answer.context["sentences"]


def test_pages_by_key_show_each_entry_once_also_those_of_one_moment(auditor, entries, monkeypatch):
    monkeypatch.setattr(filters, "PER_PAGE", 2)
    now, some = timezone.now(), [make_entry(EXPORTED, Subject(table="", shown=str(n))) for n in range(5)]
    for entry in some:
        entry.at = now
    record_all(some)
    wanted = list(AuditEntry.objects.order_by("-at", "-id").values_list("pk", flat=True))
    seen, query = [], "?"
    while query:
        answer = auditor.get(f"/audit/{query}")
        seen += [line.entry.pk for line in answer.context["lines"]]
        query = answer.context["older"]
    assert seen == wanted


def test_a_page_takes_as_many_queries_however_long_the_trail_is(auditor, entries, django_assert_max_num_queries):
    record_all([make_entry(EXPORTED) for _ in range(300)])
    with django_assert_max_num_queries(14) as few:
        auditor.get("/audit/")
    assert not [query["sql"] for query in few if "COUNT(" in query["sql"] and "auditentry" in query["sql"]]


def test_values_are_shown_as_people_know_them(admin_client):
    must_load(GOLDEN)
    payout = Payout.objects.get(influencer__code="1")
    save(admin_client, address(Payout, payout.pk), total_payout="310.50", status="<b>paid</b>")
    html = admin_client.get(f"/audit/?table=payout&object={payout.pk}").content.decode()
    assert "<del>₹300.00</del>" in html and "<ins>₹310.50</ins>" in html
    assert "&lt;b&gt;paid&lt;/b&gt;" in html and "<b>paid" not in html
    assert "<dt>edited by hand</dt><dd><del>no</del>" in html


def test_an_entry_of_a_table_that_is_gone_can_still_be_read(auditor):
    record(CHANGED, Subject(table="gadget", row_id=1, shown="G"), changes={"old_name": ["a", "b"]})
    assert "<dt>old name</dt>" in auditor.get("/audit/?table=gadget").content.decode()


def read_csv(client, query):
    answer = client.get(f"/audit/?_export=csv&{query}")
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


def test_the_csv_has_all_that_is_found_and_the_chain(auditor, entries, monkeypatch):
    monkeypatch.setattr(filters, "BLOCK", 1)
    rows = read_csv(auditor, "object=5")
    assert [row["shown"] for row in rows] == ["P5", "Y5"]
    assert json.loads(rows[1]["changes"]) == {"status": ["", "paid"]}
    assert rows[1]["key"] == KEY
    seal = getattr(AuditEntry.objects.get(shown="Y5"), "seal", None)  # PostgreSQL seals after the commit
    assert rows[1]["hash"] == (seal.hash if seal else "")


def test_the_export_of_the_trail_is_recorded_in_it(auditor, entries):
    read_csv(auditor, "object=5")
    assert (newest().act, newest().shown, newest().details["rows"]) == (EXPORTED, "audit", 2)
    assert newest().details["query"] == "object=5"


def test_a_cell_of_the_csv_is_no_formula(auditor):
    record(EXPORTED, Subject(table="", shown="=1+1"))
    assert read_csv(auditor, "act=exported")[1]["shown"] == "'=1+1"


def test_only_those_who_may_see_the_page_and_its_entry_in_the_menu(client):
    client.force_login(make_staff("sana", ["view_payout"]))
    answer = client.get("/audit/")
    assert answer.status_code == 403
    assert "shown to the role “admin”" in answer.content.decode()
    assert 'href="/audit/"' not in client.get("/metrics/").content.decode()
    assert client.get("/audit/?_export=csv").status_code == 403


def test_whoever_may_finds_it_in_the_menu(auditor):
    assert 'href="/audit/"' in auditor.get("/metrics/").content.decode()
    assert auditor.post("/audit/").status_code == 405


def test_a_payout_and_a_run_lead_to_their_entries(admin_client):
    must_load(GOLDEN)
    payout = Payout.objects.first()
    assert f"/audit/?table=payout&amp;object={payout.pk}" in admin_client.get(f"/payouts/{payout.pk}/").content.decode()
    assert f"/audit/?run={payout.run_id}" in admin_client.get(f"/imports/runs/{payout.run_id}/").content.decode()
    lines = admin_client.get(f"/audit/?run={payout.run_id}").context["lines"]
    assert [line.entry.act for line in lines] == ["imported"]
    assert lines[0].notes[0].startswith("influencers.csv: rows 3, new 3, SHA-256 ")
