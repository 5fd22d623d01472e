"""Saved views: what is kept of a page, who may see and change it, and what is refused with a sentence."""

import html
import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from campaigns.models import Campaign, DefaultView, SavedView, TablePreference
from campaigns.periods import PERIODS
from campaigns.reports.pages import PAGES
from campaigns.tests.builders import must_load
from campaigns.tests.reports.samples import SAMPLE
from campaigns.tests.web.people import make_outsider, make_reader
from campaigns.web.saved.keeping import MOST_VIEWS
from campaigns.web.saved.places import find_place

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)


@pytest.fixture
def sana():
    return make_reader("sana")


@pytest.fixture
def client(client, sana):
    client.force_login(sana)
    return client


@pytest.fixture
def colleague():
    """A browser of somebody else."""
    other = Client()
    other.force_login(make_reader("ben"))
    return other


def save(client, name="Weekly", page="campaigns", query="brand=HK&sort=-roas", **more):
    return client.post("/views/save/", {"name": name, "page": page, "query": query, **more})


def change(client, view, do, **more):
    return client.post(f"/views/{view.pk}/change/", {"do": do, **more})


def text(answer):
    return html.unescape(answer.content.decode())


def test_a_page_is_saved_with_its_filters_and_order_and_opens_so(client, sana):
    assert save(client)["Location"] == "/campaigns/?brand=HK&sort=-roas"
    view = SavedView.objects.get()
    assert (view.owner, view.name, view.page, view.query, view.is_shared) == (
        sana, "Weekly", "campaigns", "brand=HK&sort=-roas", False,
    )  # fmt: skip
    answer = client.get(f"/views/{view.pk}/", follow=True)
    assert answer.redirect_chain == [("/campaigns/?brand=HK&sort=-roas", 302)]
    assert [row["campaign"] for row in answer.context["result"].rows] == ["HK_Two"]


@pytest.mark.by_lot(6)
@pytest.mark.parametrize("page", ["overview", "insights", *PAGES, "months/2025-07", "campaigns/{pk}"])
def test_every_page_of_figures_can_be_saved_from_its_own_form(client, page):
    page = page.format(pk=Campaign.objects.get(key="mb_one").pk)
    address = find_place(page).address
    answer = client.get(address, {"period": "last_28_days", "platform__not": "X"})
    assert f'name="page" value="{page}"' in text(answer)
    assert 'name="query" value="period=last_28_days&platform__not=X"' in text(answer)
    saved = save(client, page=page, query="period=last_28_days&platform__not=X")
    assert saved["Location"] == f"{address}?period=last_28_days&platform__not=X"
    assert client.get(saved["Location"]).status_code == 200


def test_what_is_no_part_of_a_view_is_left_out(client):
    save(client, query="sort=roas&page=3&_export=csv&view=none&q=&brand=HK&brand=MB&per_page=50")
    assert SavedView.objects.get().query == "brand=HK&brand=MB&per_page=50&sort=roas"


def test_a_period_stays_relative_and_a_frozen_link_has_its_days(client):
    save(client, query="period=last_28_days")
    answer = client.get(f"/views/{SavedView.objects.get().pk}/", follow=True)
    first, last = PERIODS["last_28_days"].find_days(timezone.localdate())
    assert answer.redirect_chain == [("/campaigns/?period=last_28_days", 302)]
    assert f'href="/campaigns/?date_after={first}&date_before={last}" data-copy' in text(answer)


def test_a_frozen_link_keeps_the_other_filters_and_the_order(client):
    first, last = PERIODS["last_month"].find_days(timezone.localdate())
    page = text(client.get("/payouts/?sort=roas&brand=HK&period=last_month&page=2"))
    assert f'href="/payouts/?sort=roas&brand=HK&date_after={first}&date_before={last}" data-copy' in page


@pytest.mark.parametrize(
    "query", ["", "?period=all", "?date_after=2025-07-01", "?period=last_month&date_before=2025-07-31"]
)
def test_days_that_do_not_move_need_no_frozen_link(client, query):
    assert "data-copy>" not in text(client.get(f"/campaigns/{query}"))


def test_the_page_knows_which_view_it_equals_in_whatever_order_of_its_parameters(client):
    save(client)
    assert "This page is saved as <b>Weekly</b>" in text(client.get("/campaigns/?sort=-roas&brand=HK&page=1"))
    assert "This page is saved as" not in text(client.get("/campaigns/?brand=HK"))
    assert "This page is saved as" not in text(client.get("/influencers/?brand=HK&sort=-roas"))


def test_the_menu_lists_own_views_first_then_shared_ones_and_marks_the_open_one(client, colleague):
    save(colleague, name="A shared one", is_shared="1")
    save(colleague, name="A secret")
    save(client, name="Mine")
    groups = client.get("/campaigns/?brand=HK&sort=-roas").context["navigation"]
    entries = next(group.entries for group in groups if group.label == "Saved views")
    assert [(e.label, e.is_current) for e in entries] == [
        ("Mine", True), ("A shared one", False), ("All saved views", False),
    ]  # fmt: skip


def test_the_menu_lists_few(client):
    for number in range(12):
        save(client, name=f"View {number}")
    groups = client.get("/metrics/").context["navigation"]
    assert len(next(group.entries for group in groups if group.label == "Saved views")) == 6


# Who may what


def test_a_private_view_is_a_404_for_others(client, colleague):
    save(client)
    view = SavedView.objects.get()
    assert colleague.get(f"/views/{view.pk}/").status_code == 404
    assert "Weekly" not in text(colleague.get("/views/"))
    for do in ("rename", "share", "unshare", "default", "mend", "delete"):
        assert change(colleague, view, do, name="Other").status_code == 404
    assert SavedView.objects.get().name == "Weekly"


def test_a_shared_view_is_readable_by_all_and_changed_by_none_but_its_owner(client, colleague):
    save(client, is_shared="1")
    view = SavedView.objects.get()
    assert colleague.get(f"/views/{view.pk}/")["Location"] == "/campaigns/?brand=HK&sort=-roas"
    assert "by sana" in text(colleague.get("/views/"))
    for do in ("rename", "share", "unshare", "mend", "delete"):
        assert change(colleague, view, do, name="Other").status_code == 403
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Weekly", True)
    assert 'value="delete"' not in text(colleague.get("/views/"))


def test_a_superuser_sees_and_changes_all(client, admin_client):
    save(client)
    view = SavedView.objects.get()
    assert "Private ones of others" in text(admin_client.get("/views/"))
    assert change(admin_client, view, "rename", name="Ours").status_code == 302
    assert SavedView.objects.get().name == "Ours"
    assert "Ours" not in str(admin_client.get("/campaigns/").context["navigation"])


def test_its_owner_renames_shares_and_deletes_it(client):
    save(client)
    view = SavedView.objects.get()
    change(client, view, "rename", name="  Every \n week ")
    change(client, view, "share")
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Every week", True)
    change(client, view, "unshare")
    view.refresh_from_db()
    assert not view.is_shared
    change(client, view, "delete")
    assert not SavedView.objects.exists()


def test_nothing_is_changed_by_a_get_or_without_a_token(client, sana):
    save(client)
    view = SavedView.objects.get()
    assert client.get(f"/views/{view.pk}/change/", {"do": "delete"}).status_code == 405
    assert client.get("/views/save/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(sana)
    assert change(strict, view, "delete").status_code == 403
    assert save(strict, name="Other").status_code == 403
    assert SavedView.objects.get() == view


def test_an_account_that_is_no_staff_saves_nothing(client):
    client.force_login(make_outsider())
    assert save(client).status_code == 403
    assert not SavedView.objects.exists()


def test_an_act_that_is_none_is_refused(client):
    save(client)
    assert change(client, SavedView.objects.get(), "publish").status_code == 400


def test_shared_views_outlive_their_owners_account(client, colleague, sana, admin_client):
    save(client, is_shared="1", is_default="1")
    assert admin_client.post(f"/admin/auth/user/{sana.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not User.objects.filter(username="sana").exists()
    assert "an account that is gone" in text(colleague.get("/views/"))
    assert not DefaultView.objects.exists()


# Names


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "A view needs a name."),
        (" \t ", "A view needs a name."),
        ("-- \u200b", "A name has at least one letter or digit."),
        ("x" * 81, "A name has at most 80 letters."),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_a_bad_name_is_said_and_saves_nothing(client, name, sentence):
    answer = save(client, name=name)
    assert answer.status_code == 400
    assert sentence in text(answer)
    assert 'name="query" value="brand=HK&sort=-roas"' in text(answer)
    assert not SavedView.objects.exists()


def test_a_bad_new_name_changes_nothing(client):
    save(client)
    answer = client.post(f"/views/{SavedView.objects.get().pk}/change/", {"do": "rename", "name": "a\0"}, follow=True)
    assert "Null characters are not allowed." in text(answer)
    assert SavedView.objects.get().name == "Weekly"


def test_a_name_is_shown_as_text(client):
    save(client, name="<img src=x onerror=alert(1)>")
    for path in ("/views/", "/campaigns/?brand=HK&sort=-roas", "/metrics/"):
        assert "<img src=x" not in client.get(path).content.decode()


def test_a_name_that_one_has_is_replaced_only_when_that_is_asked_for(client):
    save(client, is_shared="1")
    answer = save(client, query="brand=MB")
    assert answer.status_code == 400
    assert "There is a view called “Weekly” already." in text(answer)
    assert SavedView.objects.get().query == "brand=HK&sort=-roas"
    assert save(client, query="brand=MB", replace="1").status_code == 302
    view = SavedView.objects.get()
    assert (view.query, view.is_shared) == ("brand=MB", True)


def test_two_people_may_use_the_same_name_and_one_may_not(client, colleague):
    save(client)
    save(colleague, is_shared="1")
    save(client, name="Other")
    assert SavedView.objects.count() == 3
    change(client, SavedView.objects.get(name="Other"), "rename", name="Weekly")
    assert SavedView.objects.filter(name="Other").exists()


def test_one_person_keeps_so_many_and_no_more(client, sana):
    SavedView.objects.bulk_create(SavedView(owner=sana, name=f"{n}", page="campaigns") for n in range(MOST_VIEWS))
    assert "which is the most" in text(save(client))
    assert SavedView.objects.count() == MOST_VIEWS


# What a page cannot read


@pytest.mark.parametrize(
    ("page", "query", "sentence"),
    [
        ("campaigns", "colour=red", "There is no parameter “colour” here."),
        ("campaigns", "sort=nothing", "sort: there is no column “nothing”."),
        ("campaigns", "status=paid", "There is no parameter “status” here."),
        ("campaigns", "q=a%00b", "q: "),
        ("posts", "date_after=2025-07-02&date_before=2025-07-01", "is later than"),
        ("overview", "sort=roas", "sort: "),
        ("nowhere", "", "This page cannot be saved."),
        ("//evil.example/", "", "This page cannot be saved."),
        ("https://evil.example", "", "This page cannot be saved."),
        ("campaigns/../admin", "", "This page cannot be saved."),
        ("sources/1", "", "This page cannot be saved."),
        ("campaigns", "brand=" + "x" * 300 + "&campaign=".join(["y" * 350] * 20), "too many filters"),
    ],
)
def test_what_a_page_cannot_read_is_not_saved(client, page, query, sentence):
    answer = save(client, page=page, query=query)
    assert answer.status_code == 400
    assert sentence in text(answer)
    assert "evil" not in text(answer).partition('href="')[2].partition('"')[0]
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("query", ["//evil.example", "https://evil.example/?brand=HK", "#//evil", "\\\\evil.example"])
def test_a_query_never_leads_elsewhere(client, query):
    answer = save(client, query=query)
    assert answer.status_code == 400 or answer["Location"].startswith("/campaigns/?")


@pytest.fixture
def broken(sana):
    """A view that a later version of the portal cannot read: one of its parameters is gone."""
    return SavedView.objects.create(owner=sana, name="Old", page="campaigns", query="brand=HK&colour=red&sort=gone")


def test_a_view_that_cannot_be_read_any_more_says_why_and_opens_with_the_rest(client, broken):
    answer = client.get(f"/views/{broken.pk}/")
    assert answer.status_code == 400
    assert "There is no parameter “colour” here." in text(answer)
    assert 'href="/campaigns/?brand=HK"' in text(answer)
    assert "Cannot be read any more: There is no parameter “colour” here." in text(client.get("/views/"))


def test_mending_leaves_out_what_cannot_be_read(client, broken):
    change(client, broken, "mend")
    broken.refresh_from_db()
    assert broken.query == "brand=HK"
    assert client.get(f"/views/{broken.pk}/")["Location"] == "/campaigns/?brand=HK"


@pytest.mark.parametrize("page", ["gone", "campaigns/x-y", "campaigns/999999", "months/2025-13"])
def test_a_page_that_is_gone_is_no_traceback(client, sana, page):
    view = SavedView.objects.create(owner=sana, name="Old", page=page, is_shared=True)
    assert client.get(f"/views/{view.pk}/", follow=True).status_code in (400, 404)
    assert "A page that is not there any more" in text(client.get("/views/"))
    assert change(client, view, "delete").status_code == 302


def test_the_list_says_in_words_what_a_view_shows(client):
    save(client, query="period=last_month&brand=HK&platform__not=X&sort=-net_return")
    save(client, name="July", page="posts", query="date_after=2025-07-01&date_before=2025-07-31")
    page = text(client.get("/views/"))
    assert "Campaigns · Last month · Brand is HK · Platform is not X · sorted by net return, highest first" in page
    assert "Posts · 1 – 31 Jul 2025" in page
    assert date(2025, 7, 31) < timezone.localdate()


def test_a_view_keeps_the_columns_that_its_page_showed(client, sana):
    client.post("/tables/campaigns/", {"column": ["campaign", "roas", "posts"], "density": "compact"})
    shown = text(client.get("/campaigns/?brand=HK"))
    columns = re.search(r'name="columns" value="([^"]+)"', shown)[1]
    save(client, columns=columns, query="brand=HK")
    view = SavedView.objects.get()
    assert QueryDict(view.query).dict() == {"brand": "HK", "columns": columns}
    TablePreference.objects.all().delete()
    shown = text(client.get(f"/views/{view.pk}/", follow=True))
    assert re.findall(r'<th scope="col" class="[^"]*col-(\w+)', shown) == ["campaign", "revenue", "roas", "posts"]
    assert "★" in shown
    assert "3 columns" in text(client.get("/views/"))


def test_a_view_with_a_column_that_is_not_there_is_refused(client):
    assert "there is no column “nothing”" in text(save(client, columns="campaign,nothing"))
