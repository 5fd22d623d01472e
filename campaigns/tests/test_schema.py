"""The schema rules that keep partitions, replicas and a distributed database possible: a walk over the models."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from campaigns.models import FACTS, NONE, Influencer, Payout, Post, Rollup, TrackingEvent
from campaigns.models.dimensions import NAMED, ensure_none_rows

MODELS = list(apps.get_app_config("campaigns").get_models())
DERIVED_AND_FACTS = (*FACTS, Rollup)
MONEY = {"revenue", "rate", "total_payout"}
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
every_fact = pytest.mark.parametrize("model", FACTS, ids=lambda model: model.__name__)


def links(model):
    return [field for field in model._meta.concrete_fields if field.is_relation]


@pytest.mark.parametrize("model", [m for m in MODELS if m is not Rollup], ids=lambda model: model.__name__)
def test_ids_are_bigints(model):
    assert isinstance(model._meta.pk, models.BigAutoField)


@every_model
def test_no_column_is_a_decimal_or_a_float(model):
    assert not [f.name for f in model._meta.concrete_fields if isinstance(f, models.DecimalField | models.FloatField)]


@every_model
def test_no_link_points_at_a_fact_or_at_the_rollup(model):
    assert not [field.name for field in links(model) if field.related_model in DERIVED_AND_FACTS]


@pytest.mark.parametrize("model", [*NAMED, Influencer], ids=lambda model: model.__name__)
def test_dimensions_never_point_at_facts(model):
    assert not [f.name for f in model._meta.get_fields() if f.is_relation and f.concrete and f.related_model in FACTS]


@every_fact
def test_a_fact_has_a_key_of_16_bytes_that_is_unique_with_its_campaign(model):
    key = model._meta.get_field("key")
    assert (type(key), key.max_length, key.null) == (models.BinaryField, 16, False)
    unique = [c.fields for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    assert unique == [("key", "campaign")]


@every_fact
def test_a_fact_carries_campaign_influencer_and_run(model):
    for name in ("campaign", "influencer"):
        assert not model._meta.get_field(name).null
    assert model._meta.get_field("run").related_model.__name__ == "ImportRun"


@pytest.mark.parametrize("model", [Post, TrackingEvent])
def test_what_happened_on_a_day_has_a_plain_date(model):
    assert type(model._meta.get_field("date")) is models.DateField
    assert not model._meta.get_field("date").null


@pytest.mark.parametrize("model", DERIVED_AND_FACTS, ids=lambda model: model.__name__)
def test_links_of_facts_cost_no_constraint_and_no_index(model):
    for field in links(model):
        assert not field.db_constraint, field.name
        assert not field.db_index, field.name


@pytest.mark.parametrize("model", DERIVED_AND_FACTS, ids=lambda model: model.__name__)
def test_no_fact_has_an_index_over_a_single_link(model):
    names = {field.name for field in links(model)}
    assert not [index.name for index in model._meta.indexes if len(index.fields) == 1 and index.fields[0] in names]
    assert not [f.name for f in model._meta.concrete_fields if f.db_index and not f.primary_key]


def test_money_is_whole_paise_in_bigints():
    found = {f.name for model in FACTS for f in model._meta.concrete_fields if type(f).__name__ == "PaiseField"}
    assert found == MONEY
    for model in FACTS:
        for name in MONEY & {f.name for f in model._meta.concrete_fields}:
            assert isinstance(model._meta.get_field(name), models.BigIntegerField)


def test_the_sums_of_the_rollup_are_bigints_named_so():
    sums = {f.name for f in Rollup._meta.concrete_fields if f.name.endswith("_sum")}
    assert sums == set(Rollup.SUMS)
    assert all(isinstance(Rollup._meta.get_field(name), models.BigIntegerField) for name in sums)


def test_the_rollup_is_keyed_by_its_grain_and_dimensions_and_has_no_holes():
    key = [field.attname for field in Rollup._meta.pk_fields]
    assert key == ["grain", *Rollup.DIMENSIONS]
    assert not [field.name for field in Rollup._meta.pk_fields if field.null]


@pytest.mark.django_db
def test_on_sqlite_the_cells_of_a_grain_lie_together():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [Rollup._meta.db_table])
            assert cursor.fetchone()[0].endswith("WITHOUT ROWID")


def test_times_are_aware_and_there_is_no_time_in_facts():
    for model in DERIVED_AND_FACTS:
        assert not [f.name for f in model._meta.concrete_fields if isinstance(f, models.DateTimeField)]


@pytest.mark.django_db
def test_every_dimension_has_its_row_for_none_and_keeps_it():
    ensure_none_rows()
    for model in NAMED:
        assert model.objects.get(pk=NONE).key == ""
        assert model.objects.filter(key="").count() == 1
    assert Influencer.objects.get(pk=NONE).code == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Post, {"influencer_id": 1, "date": "1899-12-31"}),
        (Post, {"influencer_id": 1, "date": "2025-07-01", "reach": -1}),
        (Post, {"influencer_id": NONE, "date": "2025-07-01"}),
        (TrackingEvent, {"influencer_id": NONE, "date": "2025-07-01", "revenue": 10**15 + 1}),
        (TrackingEvent, {"influencer_id": NONE, "date": "2200-01-01", "revenue": 1}),
        (Payout, {"influencer_id": NONE, "total_payout": 1}),
        (Payout, {"influencer_id": 1, "total_payout": 1, "basis": "weekly"}),
        (Payout, {"influencer_id": 1, "total_payout": 1, "total_is_derived": True}),
    ],
)
def test_the_database_itself_refuses_what_no_row_may_be(model, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(key=b"0" * 16, **values)


@pytest.mark.django_db
def test_the_database_itself_refuses_the_same_key_twice():
    values = {"influencer_id": NONE, "date": "2025-07-01", "revenue": 1, "key": b"0" * 16}
    TrackingEvent.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrackingEvent.objects.create(**values)


@pytest.mark.django_db
def test_the_stored_tables_have_no_more_indexes_than_declared():
    for model in FACTS:
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
        indexed = [row["columns"] for row in found.values() if row["index"] or row["unique"]]
        single = [columns for columns in indexed if len(columns) == 1 and columns != ["id"]]
        assert single == [], model.__name__
