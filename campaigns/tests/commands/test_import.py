"""`manage.py import`: exit statuses, the JSON object, and what people read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from campaigns.models import ImportRun, TrackingEvent
from campaigns.tests.bad_files import EXPECTED, FILES, find_bad_file
from campaigns.tests.builders import write_files
from campaigns.tests.commands.runner import run
from campaigns.tests.examples import some_of
from campaigns.tests.golden import GOLDEN

pytestmark = pytest.mark.django_db
FILE_KEYS = [
    "path",
    "dataset",
    "rows",
    "new",
    "changed",
    "unchanged",
    "removed",
    "rejected",
    "placeholders",
    "problems",
]
PROBLEM_KEYS = {"code", "level", "line", "column", "value", "message", "count"}


@pytest.fixture
def golden(tmp_path):
    write_files(tmp_path, GOLDEN)
    return tmp_path


@pytest.fixture
def half_bad(tmp_path):
    path = tmp_path / "tracking.csv"
    path.write_text("date,revenue,orders\n2025-07-01,10,1\n2025-07-01,ten,1\n")
    return path


def test_status_0_when_everything_is_in(golden):
    assert run("import", golden)[0] == 0
    assert TrackingEvent.objects.count() == 4


def test_status_0_again_when_nothing_is_new(golden):
    run("import", golden)
    status, out, _ = run("import", golden, "--json")
    assert status == 0
    assert [file["unchanged"] for file in json.loads(out)["files"]] == [3, 3, 4]


def test_status_1_when_errors_kept_everything_out(half_bad):
    assert run("import", half_bad)[0] == 1
    assert not TrackingEvent.objects.exists()


def test_status_2_for_a_missing_path_with_a_sentence(tmp_path):
    status, out, err = run("import", tmp_path / "missing.csv")
    assert (status, out) == (2, "")
    assert "missing.csv" in err


def test_status_2_for_a_folder_without_tables(tmp_path):
    status, out, err = run("import", tmp_path, "--json")
    assert (status, out) == (2, "")
    assert ".csv" in err


def test_status_2_for_one_missing_path_of_several_and_nothing_is_loaded(golden):
    assert run("import", golden, golden / "missing.csv")[0] == 2
    assert not ImportRun.objects.exists()


def test_status_2_when_rejected_rows_cannot_be_written_and_nothing_is_loaded(half_bad, tmp_path):
    status, out, _ = run("import", half_bad, "--on-error", "skip", "--rejects", tmp_path / "none" / "r.csv", "--json")
    assert (status, out) == (2, "")
    assert not ImportRun.objects.exists()


def test_a_path_that_is_named_twice_is_read_once(golden):
    assert run("import", golden, golden / "tracking.csv")[0] == 0
    assert TrackingEvent.objects.count() == 4


def test_status_3_when_rows_were_skipped(half_bad):
    assert run("import", half_bad, "--on-error", "skip")[0] == 3
    assert TrackingEvent.objects.count() == 1


def test_a_dry_run_says_what_the_real_run_would(golden, half_bad):
    assert run("import", half_bad, "--dry-run")[0] == 1
    half_bad.unlink()
    write_files(golden, GOLDEN)
    status, out, _ = run("import", golden, "--dry-run")
    assert status == 0
    assert "Dry run" in out
    assert not ImportRun.objects.exists()


def test_json_is_one_object_with_the_keys_of_the_contract(half_bad):
    status, out, _ = run("import", half_bad, "--json")
    report = json.loads(out)
    assert status == 1
    assert out.count("\n") == 1
    assert list(report) == ["run", "committed", "files"]
    assert (report["run"], report["committed"]) == (None, False)
    assert list(report["files"][0]) == FILE_KEYS
    problem = report["files"][0]["problems"][0]
    assert problem.keys() == PROBLEM_KEYS
    assert [problem[key] for key in ("code", "level", "line", "column", "value", "count")] == [
        *("bad-money", "error", 3, "revenue", "ten", 1)
    ]


def test_json_names_the_run_that_was_kept(golden):
    report = json.loads(run("import", golden, "--json")[1])
    assert report["committed"] is True
    assert report["run"] == ImportRun.objects.get().pk


def test_json_says_null_for_a_dataset_that_was_not_recognised(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    file = json.loads(run("import", tmp_path / "x.csv", "--json")[1])["files"][0]
    assert (file["dataset"], file["rows"], file["problems"][0]["code"]) == (None, 0, "unknown-dataset")


def test_people_read_a_line_per_file_and_where_each_problem_stands(half_bad):
    out = run("import", half_bad)[1]
    assert f"{half_bad}: tracking, 2 rows: 1 new, 0 changed, 0 unchanged, 1 rejected" in out
    assert "tracking.csv:3 revenue: “ten” is no amount." in out
    assert "[bad-money]" in out
    assert out.endswith("Nothing was changed, because of the errors above.\n")


def test_people_read_the_number_of_the_run(golden):
    out = run("import", golden)[1]
    assert out.endswith(f"Loaded as run {ImportRun.objects.first().pk}.\n")


def test_a_long_list_of_problems_is_cut_for_people_and_says_so(tmp_path):
    path = tmp_path / "tracking.csv"
    path.write_text("date,revenue,orders\n" + "2025-07-01,ten,1\n" * 60)
    out = run("import", path)[1]
    assert out.count("[bad-money]") == 40
    assert "20 more" in out


def test_several_paths_are_one_run(golden):
    paths = sorted(golden.iterdir())
    assert run("import", *paths)[0] == 0
    assert ImportRun.objects.get().files.count() == 3


def test_the_options_reach_the_import(tmp_path):
    path = tmp_path / "tracking.csv"
    path.write_text("date,revenue,orders\n02-07-2025,10,1\n")
    assert run("import", path)[0] == 1
    assert run("import", path, "--date-order", "dmy", "--dataset", "tracking")[0] == 0
    assert str(TrackingEvent.objects.get().date) == "2025-07-02"


def test_the_runs_are_listed_newest_first(golden):
    run("import", golden / "influencers.csv")
    run("import", golden / "tracking.csv")
    out = run("imports")[1]
    assert out.index("tracking.csv") < out.index("influencers.csv")
    assert "4 rows, 4 new" in out
    assert "command line" in out
    assert "influencers.csv" not in run("imports", "--limit", "1")[1]


@pytest.mark.parametrize(
    "words", [["missing.csv", "--dry-run"], ["x.csv", "--on-error", "perhaps"], ["x.csv", "--date-order", "ydm"], []]
)
def test_from_a_shell_wrong_usage_is_status_2_with_nothing_on_standard_output(tmp_path, words):
    manage = Path(settings.BASE_DIR) / "manage.py"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3", "VAR_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, manage, "import", *words],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.any_engine
def test_from_a_shell_every_bad_file_is_an_answer_and_none_changes_anything(tmp_path):
    """All of them in one call, in a process and a database of its own."""
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/own.sqlite3", "VAR_DIR": str(tmp_path)}

    def manage(*words):
        command = [sys.executable, Path(settings.BASE_DIR) / "manage.py", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert manage("migrate", "--verbosity=0").returncode == 0
    before = manage("digest").stdout
    paths = [find_bad_file(name, tmp_path) for name in some_of(sorted(EXPECTED), 30)]
    done = manage("import", *paths, "--json")
    files = json.loads(done.stdout)["files"]
    assert (done.returncode, done.stderr, len(files)) == (1, "", len(paths))
    # What stands in the way of a file that comes later finds nothing stored here.
    silent = {path.name for path, file in zip(paths, files, strict=True) if not file["problems"]}
    assert silent <= {path.name for path in (FILES / "earlier").iterdir()} | {"edited-by-hand.csv"}
    assert manage("digest").stdout == before
