"""The demo: generated the same for the same seed, true to its story, and removable without a trace."""

import csv
from datetime import date

import pytest
from django.db import transaction
from django.http import QueryDict

from campaigns.demo import DemoRefused, has_demo, load_demo, load_fixtures, remove_demo
from campaigns.demo.generator import write_demo
from campaigns.demo.story import BREAKS_EVEN, LOSES, PAYS_BACK, PLANS
from campaigns.digest import compute_digest
from campaigns.edits import save_influencer
from campaigns.ingest.conductor import Options, import_paths
from campaigns.metrics.catalog import PAYOUT, REVENUE, ROAS
from campaigns.metrics.dimensions import CAMPAIGN, INFLUENCER
from campaigns.models import (
    FACTS,
    NONE,
    Attribution,
    Campaign,
    ImportFile,
    ImportRun,
    Influencer,
    Payout,
    Platform,
    Rollup,
    Spelling,
    TrackingEvent,
)
from campaigns.models.dimensions import NAMED
from campaigns.reports.labels import Labels
from campaigns.reports.missing import find_missing
from campaigns.reports.payout_checks import PARTLY, VERDICTS
from campaigns.reports.payouts import read_payouts
from campaigns.reports.reading import read_selection
from campaigns.rollup import find_differences

pytestmark = pytest.mark.any_engine

TODAY = date(2025, 11, 20)
REAL = {
    "influencers.csv": "id,name,category,platform\nR1,Tara Bhat,FITNESS,INSTAGRAM\n",
    "tracking.csv": "date,influencer_id,campaign,product,orders,revenue,source\n"
    "2025-10-10,R1,MUSCLEBLAZE_Biozyme_DIWALI,whey,1,6299,Influencer\n"
    "2025-10-10,INF0001,MUSCLEBLAZE_Biozyme_DIWALI,MULTIVITAMIN 60 tablets,2,1198,Influencer\n"
    "2025-10-11,,Real_Campaign,whey,1,6299,Organic\n",
    "payouts.csv": "influencer_id,basis,campaign,rate,total_payout\n"
    "INF0001,post,,500,500\nINF0002,order,MUSCLEBLAZE_Biozyme_DIWALI,50,\n",
}


def import_real(folder, files=REAL):
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    report = import_paths([folder / name for name in files], Options())
    assert report.committed
    return report


def list_names() -> dict:
    """Every dimension row with what it shows, and each campaign's brand."""
    names = {model.__name__: sorted(model.objects.values_list("key", "name")) for model in NAMED}
    return names | {"brands": sorted(Campaign.objects.values_list("key", "brand__key"))}


# What is generated


def test_the_same_seed_and_day_give_the_same_bytes(tmp_path):
    contents = []
    for name, seed, day in (("a", 1, 20), ("b", 1, 20), ("c", 2, 20), ("d", 1, 1)):
        (tmp_path / name).mkdir()
        paths = write_demo(tmp_path / name, seed, TODAY.replace(day=day))
        contents.append([path.read_bytes() for path in paths])
    assert contents[0] == contents[1] == contents[3]  # any day of a month has the same last full month
    assert not any(one == other for one, other in zip(contents[0], contents[2], strict=True))


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [("2025-11-20", "2024-11-01", "2025-10-31"), ("2024-03-01", "2023-03-01", "2024-02-29"),
     ("2026-01-31", "2025-01-01", "2025-12-31")],
)  # fmt: skip
def test_the_demo_is_the_twelve_full_months_before_today(tmp_path, today, first, last):
    write_demo(tmp_path, 1, date.fromisoformat(today))
    for name in ("tracking", "posts"):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8") as file:
            days = {row["date"] for row in csv.DictReader(file)}
        assert first <= min(days) and max(days) <= last
        assert len({day[:7] for day in days}) == 12
    with (tmp_path / "payouts.csv").open(encoding="utf-8") as file:
        assert max(row["payout_date"] for row in csv.DictReader(file)) <= last


# What is loaded


@pytest.mark.django_db
@pytest.mark.parametrize(("seed", "today"), [(2025, TODAY), (7, date(2026, 5, 3))])
def test_the_campaigns_end_as_the_story_tells(seed, today):
    load_demo(seed, today)
    names = dict(Campaign.objects.values_list("pk", "name"))
    rows = Rollup.objects.attributed().by(CAMPAIGN).with_metrics(ROAS)
    roas = {names[row["campaign_value"]]: row["roas"] for row in rows}
    by_outcome = {o: [roas[p.name] for p in PLANS if p.outcome == o] for o in (PAYS_BACK, BREAKS_EVEN, LOSES)}
    assert min(map(len, by_outcome.values())) >= 5
    assert min(by_outcome[PAYS_BACK]) >= 5
    assert min(by_outcome[BREAKS_EVEN]) > 0.9 and max(by_outcome[BREAKS_EVEN]) < 1.5
    assert max(by_outcome[LOSES]) < 1
    assert 2.5 < Rollup.objects.attributed().totals(ROAS)["roas"] < 4


@pytest.mark.django_db
def test_the_demo_has_every_case_a_user_should_see():
    load_demo(today=TODAY)
    attributed = Rollup.objects.attributed()
    sellers = list(attributed.by(INFLUENCER).with_metrics(REVENUE, PAYOUT).order_by("-revenue"))
    assert sum(row["payout"] > 0 and row["revenue"] == 0 for row in sellers) >= 5
    assert sum(row["revenue"] for row in sellers[:20]) > 0.3 * sum(row["revenue"] for row in sellers)
    assert attributed.undated().count() >= 5
    assert Payout.objects.filter(campaign=NONE).count() >= 5
    assert Payout.objects.filter(total_is_derived=True).exists()
    assert Payout.objects.filter(total_payout__lt=0).exists()
    assert set(Payout.objects.values_list("basis", flat=True)) == {"post", "order", "hybrid"}
    assert set(Payout.objects.values_list("status", flat=True)) == {"Paid", "Processing", "Pending"}
    assert TrackingEvent.objects.filter(orders__lt=0, revenue__lt=0).count() > 100
    assert 12_000 < TrackingEvent.objects.count() < 16_000
    assert set(Rollup.objects.values_list("attribution", flat=True)) == set(Attribution.values)
    assert not Campaign.objects.filter(names_brands=True).exists()
    labels = Labels()
    assert {payout["result"] for payout in read_payouts(labels)} == {verdict.key for verdict in VERDICTS} - {PARTLY.key}
    assert find_missing(read_selection(QueryDict()), labels)


@pytest.mark.django_db
def test_the_demo_is_one_marked_run_without_rejected_rows():
    report = load_demo(today=TODAY)
    assert {problem.code for file in report.files for problem in file.problems.entries} == {"derived-total"}
    assert ImportRun.objects.get().is_demo and has_demo()
    paths = set(ImportFile.objects.values_list("path", flat=True))
    assert paths == {f"demo/{name}.csv" for name in ("influencers", "posts", "tracking", "payouts")}
    assert list(find_differences()) == []


@pytest.mark.django_db
def test_another_demo_takes_the_place_of_the_first():
    load_demo(2, TODAY)
    load_fixtures()
    small = compute_digest()
    assert (ImportRun.objects.count(), TrackingEvent.objects.count()) == (1, 20)
    load_fixtures()
    assert compute_digest() == small


@pytest.mark.django_db
def test_a_demo_that_would_mix_with_real_rows_is_refused(tmp_path):
    import_real(tmp_path, {"influencers.csv": "id,name\nINF0001,Somebody Real\n"})
    before = compute_digest()
    with pytest.raises(DemoRefused, match="1 rows of the demo"):
        load_demo(today=TODAY)
    assert compute_digest() == before
    assert not has_demo()


# What is removed


@pytest.mark.django_db
@pytest.mark.parametrize("load", [load_demo, load_fixtures])
def test_removing_leaves_an_empty_database(load):
    empty, names = compute_digest(), list_names()
    load()
    assert compute_digest() != empty
    remove_demo()
    assert compute_digest() == empty
    assert list_names() == names
    for model in (*FACTS, Rollup, ImportRun, ImportFile, Spelling):
        assert not model.objects.exists()
    assert not has_demo()


@pytest.mark.django_db
@pytest.mark.parametrize("real_first", [False, True])
def test_removing_leaves_what_real_files_alone_would_have_made(tmp_path, real_first):
    files = REAL if not real_first else {k: v.replace("INF000", "X") for k, v in REAL.items()}
    with transaction.atomic():
        import_real(tmp_path, files)
        alone, names = compute_digest(), list_names()
        transaction.set_rollback(True)
    steps = [lambda: load_demo(today=TODAY), lambda: import_real(tmp_path, files)]
    for step in reversed(steps) if real_first else steps:
        step()
    remove_demo()
    assert compute_digest() == alone
    assert list_names() == names
    assert list(find_differences()) == []
    assert set(Spelling.objects.values_list("run", flat=True)) == {ImportRun.objects.get().pk}


@pytest.mark.django_db
def test_rows_that_a_real_file_has_changed_stay(tmp_path):
    load_fixtures()
    changed = "payout_id,influencer_id,basis,campaign,total_payout\nPAY006,INF004,order,Gritzo_SuperMilk_School,450\n"
    import_real(tmp_path, {"payouts.csv": changed})
    import_real(tmp_path, {"influencers.csv": "id,name\nINF005,Rohan D.\n"})
    remove_demo()
    assert Payout.objects.get().total_payout == 450_00
    people = Influencer.objects.exclude(pk=NONE).values_list("code", "name", "is_incomplete", "follower_count")
    assert set(people) == {("INF004", "", True, None), ("INF005", "Rohan D.", False, 42000)}
    assert Campaign.objects.exclude(pk=NONE).get().brand.name == "Gritzo"
    assert list(find_differences()) == []


@pytest.mark.django_db
def test_an_influencer_whom_a_person_edited_stays_when_real_rows_name_it(tmp_path):
    load_fixtures()
    for code in ("INF001", "INF002"):
        person = Influencer.objects.get(code=code)
        person.name = "By Hand"
        save_influencer(person)
    import_real(tmp_path, {"tracking.csv": "date,influencer_id,revenue,orders\n2025-07-30,INF001,5,1\n"})
    remove_demo()
    person = Influencer.objects.exclude(pk=NONE).get()
    assert (person.code, person.name, person.platform) == ("INF001", "By Hand", Platform.objects.get(key="instagram"))
    assert list(find_differences()) == []
