"""Influencers, campaigns, brands and other names edited in the admin: what depends on them follows at once."""

import pytest

from campaigns.models import Brand, Campaign, Category, Gender, Influencer, Platform, Product, Source, TrackingEvent
from campaigns.tests.admin.forms import address, delete_many, errors_in, figures, read_form, save, send
from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import export
from campaigns.tests.reports.samples import SAMPLE

pytestmark = pytest.mark.django_db
WHOLE = (2, 155025, 132100)


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)


def pk_of(model, key):
    return model.objects.get(**{"code" if model is Influencer else "key": key}).pk


def cut(client, page, column):
    return {row[column]: (row["revenue"], row["payout"]) for row in export(client, page)}


def test_an_influencers_platform_takes_revenue_and_payout_along(admin_client):
    save(admin_client, address(Influencer, pk_of(Influencer, "1")), platform=pk_of(Platform, "x"))
    assert figures() == WHOLE
    platforms = cut(admin_client, "platforms", "platform")
    assert platforms["X"] == ("749.75", "320.00")
    assert platforms.get("Instagram", ("0.00", "0.00")) == ("0.00", "0.00")
    assert Influencer.objects.get(code="1").is_edited


def test_an_influencers_persona_follows_at_once(admin_client):
    path = address(Influencer, pk_of(Influencer, "3"))
    save(admin_client, path, category=pk_of(Category, "food"), gender=pk_of(Gender, "female"))
    rows = {(r["category"], r["gender"]): r["revenue"] for r in export(admin_client, "personas")}
    assert rows["Food", "Female"] == "300.00"
    assert figures() == WHOLE


def test_an_influencers_id_is_fixed_once_it_is_there(admin_client):
    path = address(Influencer, pk_of(Influencer, "1"))
    assert "code" not in read_form(admin_client, path)
    send(admin_client, path, code="other")
    assert Influencer.objects.filter(code="1").exists()


def test_an_influencer_added_by_hand_is_found_by_files_and_searches(admin_client):
    save(admin_client, address(Influencer), code="77", name="Gita Rao", follower_count="")
    must_load({"tracking": [{"date": "2025-07-01", "revenue": "1", "influencer_id": "77", "orders": "1"}]})
    rows = export(admin_client, "influencers", q="gita")
    assert [(row["influencer_id"], row["revenue"]) for row in rows] == [("77", "1.00")]
    figures()


def test_an_influencer_of_the_same_id_is_refused(admin_client):
    assert errors_in(send(admin_client, address(Influencer), code="1", name="Another"))
    assert errors_in(send(admin_client, address(Influencer), code="", name="Nobody"))


def test_followers_below_zero_are_refused_with_a_sentence(admin_client):
    answer = send(admin_client, address(Influencer, pk_of(Influencer, "1")), follower_count="-5")
    assert answer.status_code == 200
    assert errors_in(answer)


def test_a_campaigns_brand_moves_all_of_it_and_stays_fixed(admin_client):
    save(admin_client, address(Campaign, pk_of(Campaign, "mb_one")), brand=pk_of(Brand, "hk"))
    assert figures() == WHOLE
    assert cut(admin_client, "brands", "brand")["HK"] == ("1250.25", "1321.00")
    assert Campaign.objects.get(key="mb_one").brand_is_fixed
    assert "MB" not in cut(admin_client, "brands", "brand")


def test_a_campaign_without_brand_counts_for_none(admin_client):
    save(admin_client, address(Campaign, pk_of(Campaign, "mb_one")), brand="")
    assert cut(admin_client, "brands", "brand")[""][0] == "1049.75"
    assert figures() == WHOLE


def test_a_released_campaign_takes_the_brand_of_its_name_again(admin_client):
    path = address(Campaign, pk_of(Campaign, "mb_one"))
    save(admin_client, path, brand="")
    save(admin_client, path, brand_is_fixed=None)
    assert Campaign.objects.get(key="mb_one").brand.key == "mb"
    assert cut(admin_client, "brands", "brand")["MB"][0] == "749.75"
    figures()


def test_an_alias_counts_for_the_other_brand_and_is_found_by_either_name(admin_client):
    path = address(Brand, pk_of(Brand, "mb"))
    save(admin_client, path, alias_of=pk_of(Brand, "hk"))
    assert figures() == WHOLE
    assert "MB" not in cut(admin_client, "brands", "brand")
    assert export(admin_client, "brands", brand="MB") == export(admin_client, "brands", brand="HK")
    save(admin_client, path, alias_of="")
    assert cut(admin_client, "brands", "brand")["MB"][0] == "749.75"
    figures()


def test_an_alias_of_an_alias_or_of_itself_is_refused(admin_client):
    mb, hk = pk_of(Brand, "mb"), pk_of(Brand, "hk")
    assert errors_in(send(admin_client, address(Brand, mb), alias_of=mb))
    save(admin_client, address(Brand, mb), alias_of=hk)
    assert errors_in(send(admin_client, address(Brand, pk_of(Brand, "gritzo")), alias_of=mb))
    assert errors_in(send(admin_client, address(Brand, hk), alias_of=pk_of(Brand, "gritzo")))


NAMED = [(Campaign, "mb_one", "Mb_ONE"), (Brand, "mb", "mB"), (Product, "whey", "WHEY"), (Source, "insta", "INSTA"),
         (Platform, "x", "x"), (Category, "food", "FOOD"), (Gender, "male", "MALE")]  # fmt: skip


@pytest.mark.parametrize(("model", "key", "spelling"), NAMED)
def test_a_name_can_be_respelled_and_keeps_that_spelling(admin_client, model, key, spelling):
    path = address(model, pk_of(model, key))
    save(admin_client, path, name=f" {spelling} ")
    row = model.objects.get(key=key)
    assert (row.name, row.name_is_fixed) == (spelling, True)
    must_load(SAMPLE)
    assert model.objects.get(key=key).name == spelling
    assert figures() == WHOLE


@pytest.mark.parametrize(("model", "key", "spelling"), NAMED)
def test_a_name_cannot_become_another_one_or_come_twice(admin_client, model, key, spelling):
    for name in ("something else", "", "   "):
        assert errors_in(send(admin_client, address(model, pk_of(model, key)), name=name)), name
    assert errors_in(send(admin_client, address(model), name=spelling))
    assert model.objects.filter(key=key).count() == 1


@pytest.mark.parametrize(("model", "key", "spelling"), NAMED)
def test_a_name_added_by_hand_meets_its_files(admin_client, model, key, spelling):
    before = model.objects.count()
    save(admin_client, address(model), name="Brand New")
    assert model.objects.get(key=model.fold("Brand New")).name == "Brand New"
    assert model.objects.count() == before + 1
    figures()


def test_a_name_that_rows_use_cannot_be_deleted(admin_client):
    for model, key in (("campaign", "mb_one"), ("product", "whey"), ("source", "insta")):
        cls = {"campaign": Campaign, "product": Product, "source": Source}[model]
        admin_client.post(f"/admin/campaigns/{model}/{pk_of(cls, key)}/delete/", {"post": "yes"})
        assert cls.objects.filter(key=key).exists()
    delete_many_refused(admin_client)
    assert figures() == WHOLE


def delete_many_refused(client):
    keys = list(Influencer.objects.exclude(code="").values_list("pk", flat=True))
    data = {"action": "delete_selected", "_selected_action": [str(pk) for pk in keys], "post": "yes"}
    client.post("/admin/campaigns/influencer/", data)
    assert Influencer.objects.filter(pk__in=keys).count() == len(keys)


def test_a_name_that_nothing_uses_can_be_deleted(admin_client):
    save(admin_client, address(Product), name="Unused")
    delete_many(admin_client, Product, [pk_of(Product, "unused")])
    assert not Product.objects.filter(key="unused").exists()
    assert TrackingEvent.objects.count() == 6
