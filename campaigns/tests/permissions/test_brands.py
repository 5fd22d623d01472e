"""Somebody who is limited to a brand finds no trace of another, wherever they look, and totals are of what they see."""

import io
import re
from zipfile import ZipFile

import pytest

from campaigns.metrics.catalog import METRICS
from campaigns.metrics.dimensions import DIMENSIONS, why_empty
from campaigns.models import Brand, Campaign, Influencer, Job, Payout, Rollup, SavedView
from campaigns.models.limits import find_scope
from campaigns.reports.catalog import REPORTS
from campaigns.roles import ROLES
from campaigns.scope import look_at
from campaigns.tests.builders import must_load, read_cut, read_oracle
from campaigns.tests.permissions.addresses import list_patterns
from campaigns.tests.permissions.brands import DATA, OWN, TRACES, list_hidden, list_ids, load_two_brands
from campaigns.tests.reports.pages import TABLE_PAGES, export, paise, sums
from campaigns.tests.web.people import limit, make_staff

pytestmark = pytest.mark.django_db
LISTS = (*TABLE_PAGES, "payouts/missing")
TRACE = re.compile("|".join(map(re.escape, TRACES)))
RANDOM = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|\b[0-9a-f]{16,}\b')
"""Tokens, hashes and numbers of requests: an amount may turn up in them."""
SUGGESTED = ("brand", "campaign", "product", "platform", "category", "gender", "source", "influencer")


@pytest.fixture
def person(db):
    """Limited to Alpha, with every role: no role gets around a limit."""
    load_two_brands()
    return limit(make_staff("lima", roles=ROLES), "Alpha")


@pytest.fixture
def limited(client, person):
    client.force_login(person)
    return client


def list_addresses():
    """Everything that can be looked at: pages, exports, charts' files, suggestions, details of every row, the admin."""
    yield from ("/", "/insights/", "/metrics/", "/metrics/ranking/", "/quality/", "/quality/attention/", "/views/")
    yield from ("/exports/", "/imports/", "/imports/runs/1/", "/imports/runs/1/reports/campaigns/")
    yield from (f"/{page}/?columns=all&per_page=500" for page in LISTS)
    yield from (f"/{page}/?_export={kind}" for page in LISTS for kind in ("csv",))
    yield from (f"/{page}/?_export=xlsx" for page in ("campaigns", "payouts", "posts"))
    yield from (f"/{page}/?q=z&brand__not=alpha" for page in LISTS)
    yield from (f"/{page}/?compare=previous&period=last-28-days" for page in ("campaigns", "influencers"))
    yield from (f"/overview/{picture}.csv" for picture in ("over-time", "campaigns", "kinds"))
    yield from (f"/suggest/{dimension}/?q={text}" for dimension in SUGGESTED for text in ("", "z"))
    yield from list_details()
    yield from list_admin()


def list_details():
    """The pages of rows of every table, of the other brand too, and rows side by side."""
    for report in ("brands", "campaigns", "influencers", "products", "platforms"):
        idents = range(1, 6)
        yield from (f"/{report}/{ident}/" for ident in idents)
        chosen = "&".join(f"id={ident}" for ident in idents)
        yield from (f"/compare/?report={report}&{chosen}{export}" for export in ("", "&_export=csv"))
    yield from (f"/personas/{category}-{gender}/" for category, gender in ((1, 1), (1, 2), (2, 2), (3, 3)))
    yield from ("/months/2025-07/", "/months/2025-09/", "/influencers/1/runs/")
    yield from (f"/payouts/{pk}/" for pk in Payout.objects.values_list("pk", flat=True))


def list_admin():
    """Every list of the admin, forms of the first rows of those that may be looked at, and what fields suggest."""
    names = [name for name, _ in list_patterns() if name.startswith("admin:") and name.endswith("_changelist")]
    for name in names:
        app, model = name.removeprefix("admin:").removesuffix("_changelist").split("_", 1)
        yield from (f"/admin/{app}/{model}/?q=z", f"/admin/{app}/{model}/1/change/")
    for model in ("influencer", "trackingevent", "post", "payout"):
        path = f"/admin/campaigns/{model}/"
        yield from (path, f"{path}?run__id__exact=1", f"{path}2/history/", f"{path}2/delete/")
        yield from (f"{path}{pk}/change/" for pk in range(2, 5))
    for model, field in (("trackingevent", "influencer"), ("trackingevent", "campaign"), ("campaign", "brand")):
        yield f"/admin/autocomplete/?app_label=campaigns&model_name={model}&field_name={field}&term="
    yield "/admin/"


def read_answer(answer):
    """What an answer says, a workbook unpacked, without what is drawn by lot."""
    if answer.get("Content-Type", "").startswith("application/vnd"):
        with ZipFile(io.BytesIO(answer.getvalue())) as book:
            return " ".join(book.read(name).decode() for name in book.namelist())
    return RANDOM.sub("", answer.getvalue().decode())


def find_traces(client, address, hidden=()):
    """Traces of the other brand in an answer: names, ids and amounts, and links to its pages."""
    answer = client.get(address)
    assert answer.status_code < 500, address
    said = read_answer(answer).lower()
    said = said.replace(address.lower(), "")
    return [*TRACE.findall(said), *(link for link in hidden if link in said)]


def list_links():
    """Links to pages of the other brand."""
    pages = {"brand": "brands", "campaign": "campaigns", "influencer": "influencers", "product": "products"}
    hidden = {**list_hidden()}
    rows = [(page, pk) for model, page in (*pages.items(), ("payout", "payouts")) for pk in hidden[model]]
    return [f'href="/{page}/{pk}/' for page, pk in rows]


def test_nothing_anywhere_tells_of_the_other_brand(limited):
    addresses, links = list(list_addresses()), list_links()
    found = {address: traces for address in addresses if (traces := find_traces(limited, address, links))}
    assert not found
    assert len(addresses) > 150


def test_ticked_rows_of_the_other_brand_are_not_compared(limited):
    for report in ("brands", "campaigns", "influencers", "products", "payouts", "posts", "tracking"):
        for kind in ("", "csv"):
            answer = limited.post("/compare/", {"report": report, "id": range(1, 6), "_export": kind})
            assert not TRACE.findall(read_answer(answer).lower())


def test_the_traces_are_what_everybody_else_finds(client, django_user_model):
    load_two_brands()
    client.force_login(django_user_model.objects.create_superuser("root"))
    found = {trace for page in LISTS for trace in find_traces(client, f"/{page}/?_export=csv")}
    found |= {trace for page in LISTS for trace in find_traces(client, f"/{page}/?per_page=500&columns=all")}
    assert {trace for trace in TRACES if not re.fullmatch(r"tz\d|pz\d|zgender|77.?777|q7", trace)} <= found


def test_every_figure_is_the_oracles_over_the_own_brand(person):
    oracle = read_oracle()
    with look_at(find_scope(person)):
        for dimension in DIMENSIONS:
            metrics = [metric for metric in METRICS if not why_empty(metric, [dimension])]
            expected = oracle.figures(dimension.key, lambda fact: fact["brand"] == OWN)
            figures = read_cut(dimension, metrics)
            wanted = {value: {m.key: row[m.key] for m in metrics} for value, row in expected.items()}
            assert figures == {value: pytest.approx(row) for value, row in wanted.items()}, dimension.key


@pytest.mark.parametrize("page", [key for key, report in REPORTS.items() if report.attributed_only])
def test_every_export_adds_up_to_the_own_brand(limited, page):
    oracle = read_oracle()
    own = oracle.sums(keep=lambda fact: fact["brand"] == OWN)[None]
    assert sums(export(limited, page)) == {key: own[key] for key in ("orders", "revenue", "payout")}


def test_of_a_shared_payout_only_the_share_is_shown(limited):
    rows = {row["payout_id"]: row for row in export(limited, "payouts")}
    part = next(row for row in DATA["payouts"] if row["payout_id"] == "Y-part")
    share = sum(fact["payout"] for fact in read_oracle().read_shares(part) if fact["brand"] == OWN)
    assert rows.keys() == {"Y-own", "Y-own2", "Y-part", "Y-part2"}
    assert 0 < share < 6777900
    assert paise(rows["Y-part"]["total_payout"]) == paise(rows["Y-part"]["payout"]) == share
    hidden = ("rate", "orders", "posts", "expected_payout", "difference", "row_key")
    assert {rows["Y-part"][column] for column in hidden} == {""}
    assert rows["Y-part"]["result"] == "partly"
    assert rows["Y-own"]["total_payout"] == "300.00"
    assert rows["Y-own"]["orders"] == "2"


def test_a_payout_page_shows_the_share_alone(limited):
    answer = limited.get(f"/payouts/{list_ids(Payout, 'Y-part')[0]}/")
    assert "Your share" in answer.content.decode()
    assert limited.get(f"/payouts/{list_ids(Payout, 'Y-zeta')[0]}/").status_code == 404


def test_who_has_no_gender_and_sells_without_a_campaign_is_seen_with_the_payout(limited):
    sale = {"date": "2025-07-07", "revenue": "500", "orders": "2", "influencer_id": "N1", "brand": "Alpha"}
    payout = {"influencer_id": "N1", "basis": "order", "rate": "25", "total_payout": "50", "payout_id": "Y-plain"}
    nia = {"id": "N1", "name": "Nia", "category": "Fitness"}
    must_load({"influencers": [nia], "tracking": [sale], "payouts": [payout]})
    rows = {row["payout_id"]: row for row in export(limited, "payouts")}
    assert (rows["Y-plain"]["total_payout"], rows["Y-plain"]["result"]) == ("50.00", "agrees")
    [persona] = [row for row in export(limited, "personas") if not row["gender"]]
    assert (persona["category"], persona["revenue"], persona["payout"]) == ("Fitness", "500.00", "50.00")


def test_an_influencer_without_rows_of_the_brand_is_not_listed(limited):
    assert {row["influencer_id"] for row in export(limited, "influencers")} == {"S1", "S2", "A1"}
    assert limited.get(f"/influencers/{list_ids(Influencer, 'Q7')[0]}/").status_code == 404
    assert limited.get(f"/campaigns/{list_ids(Campaign, 'zeta_one')[0]}/").status_code == 404


def test_views_that_others_share_are_not_offered(limited, django_user_model):
    other = django_user_model.objects.create_superuser("root")
    SavedView.objects.create(owner=other, name="Zeta in July", page="campaigns", query="brand=Zeta", is_shared=True)
    for address in ("/views/", "/campaigns/", "/campaigns/?brand=alpha"):
        assert not find_traces(limited, address)


@pytest.mark.django_db(transaction=True)
def test_a_workbook_that_was_written_before_the_limit_is_kept_back(client):
    load_two_brands()
    sana = make_staff("sana", roles=["analyst"])
    client.force_login(sana)
    before = client.post("/campaigns/?_export=xlsx")["Location"]
    assert client.get(f"{before}file/").status_code == 200
    limit(sana, "Alpha")
    assert client.get(before).status_code == client.get(f"{before}file/").status_code == 403
    assert before not in client.get("/exports/").content.decode()
    after = client.post("/campaigns/?_export=xlsx")["Location"]
    assert not find_traces(client, f"{after}file/")
    assert Job.objects.order_by("-pk")[0].state == Job.State.DONE


def test_a_workbook_is_not_written_when_the_limit_has_changed_since(limited, person):
    from campaigns.jobs.exports import describe_export, export
    from campaigns.jobs.failures import JobFailed

    asked = describe_export("campaigns", "", [], person)
    job = Job(kind=asked["kind"], payload=asked["payload"], user=person, actor="lima")
    with pytest.raises(JobFailed, match="has changed"):
        export(job, lambda *told: None)


def test_pages_and_workbooks_say_that_they_are_of_some_brands_only(limited, admin_client):
    said = "of Alpha only: your account is limited to that"
    assert said in limited.get("/campaigns/").content.decode()
    assert "limited to that" not in admin_client.get("/campaigns/").content.decode()
    book = read_answer(limited.get("/campaigns/?_export=xlsx"))
    assert "Alpha: the brands that this account sees" in book


def test_pages_where_a_limit_makes_no_sense_are_refused_with_a_sentence(limited):
    for address in ("/imports/", "/imports/runs/1/", "/campaigns/1/runs/"):
        answer = limited.get(address)
        assert answer.status_code == 403
        assert "limited to brands" in answer.content.decode()


def test_whoever_is_limited_changes_nothing_in_the_admin(limited):
    pk = list_ids(Payout, "Y-own")[0]
    for address in (f"/admin/campaigns/payout/{pk}/change/", "/admin/campaigns/payout/", "/admin/auth/user/add/"):
        answer = limited.post(address, {"action": "delete_selected", "_selected_action": pk})
        assert answer.status_code == 403
    assert Payout.objects.filter(pk=pk).exists()


def test_kept_answers_and_names_are_kept_for_each_scope_apart(client, person, django_user_model):
    root = django_user_model.objects.create_superuser("root")
    seen = {}
    for user in (root, person, root, person):
        client.force_login(user)
        seen.setdefault(user, []).append([export(client, "brands"), client.get("/quality/attention/").content])
    assert all(first == second for first, second in seen.values())
    assert seen[root][0] != seen[person][0]


# Whose brands


def scope_of(user):
    found = find_scope(type(user).objects.get(pk=user.pk))
    return found if found is None else set(Brand.objects.filter(pk__in=found).values_list("key", flat=True))


def test_of_several_groups_it_is_all_their_brands_and_the_persons_own_limit_narrows(db, django_user_model):
    from django.contrib.auth.models import Group

    load_two_brands()
    sana = make_staff("sana", roles=["analyst"])
    assert scope_of(sana) is None
    teams = [Group.objects.create(name=name) for name in ("team alpha", "team zeta")]
    sana.groups.add(*teams)
    limit(teams[0], "AL")
    assert scope_of(sana) == {"alpha"}  # groups without a limit say nothing, and an alias is its brand
    limit(teams[1], "Zeta")
    assert scope_of(sana) == {"alpha", "zeta"}
    limit(sana, "Zeta")
    assert scope_of(sana) == {"zeta"}
    limit(make_staff("nobody"), "No such brand")
    assert scope_of(django_user_model.objects.get(username="nobody")) == set()


def test_a_superuser_has_no_limit_and_a_stranger_sees_nothing(db, django_user_model):
    load_two_brands()
    root = limit(django_user_model.objects.create_superuser("root"), "Alpha")
    assert find_scope(root) is None
    assert find_scope(django_user_model(username="otto")) == frozenset()


def test_without_a_limit_the_statement_is_the_plain_one(db):
    assert "brand" not in str(Rollup.objects.attributed().totals.__self__.query.where)
    for model in (Payout, Campaign, Influencer, Brand):
        assert not model.objects.all().query.where, model
