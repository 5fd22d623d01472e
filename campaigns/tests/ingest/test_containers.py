"""Where tables lie: plain files, gzip, zip with several members, folders."""

import gzip
import io
import zipfile

import pytest

from campaigns.ingest.conductor import Options, import_paths
from campaigns.models import ImportFile, Payout, TrackingEvent
from campaigns.tests.builders import codes, csv_text, errors, write_files
from campaigns.tests.golden import GOLDEN

pytestmark = pytest.mark.django_db
TRACKING = csv_text(GOLDEN["tracking"])


def datasets(report):
    return [file.dataset for file in report.files]


def write_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


@pytest.mark.parametrize("name", ["tracking.csv.gz", "tracking.tsv.gz", "TRACKING.GZ"])
def test_a_gzipped_file_is_read(tmp_path, name):
    (tmp_path / name).write_bytes(gzip.compress(TRACKING.encode()))
    assert import_paths([tmp_path / name], Options()).committed
    assert TrackingEvent.objects.count() == 4


def test_every_table_of_a_zip_is_read_and_named(tmp_path):
    members = {f"data/{name}.csv": csv_text(rows) for name, rows in GOLDEN.items()}
    hidden = {"__MACOSX/data/._tracking.csv": "x", ".hidden.csv": "x", "notes.md": "x", "data/": ""}
    path = write_zip(tmp_path / "all.zip", members | hidden)
    report = import_paths([path], Options())
    assert sorted(datasets(report)) == ["influencers", "payouts", "tracking"]
    assert {file.path for file in report.files} == {f"{path}/data/{name}.csv" for name in GOLDEN}
    assert Payout.objects.count() == 3


def test_a_zip_with_too_many_tables_is_refused(tmp_path):
    path = write_zip(tmp_path / "many.zip", {f"{n}.csv": TRACKING for n in range(101)})
    assert errors(import_paths([path], Options())) == ["archive-too-large"]


def test_a_locked_zip_is_refused(tmp_path):
    path = write_zip(tmp_path / "locked.zip", {"tracking.csv": TRACKING})
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1  # says: encrypted
    path.write_bytes(data)
    assert errors(import_paths([path], Options())) == ["bad-archive"]


def test_a_folder_gives_its_importable_files_and_no_others(tmp_path):
    write_files(tmp_path, GOLDEN)
    (tmp_path / "README.md").write_text("notes")
    (tmp_path / ".tracking.csv").write_text("date,revenue\n2025-07-01,1\n")
    (tmp_path / "deeper").mkdir()
    report = import_paths([tmp_path], Options())
    assert report.committed
    assert sorted(datasets(report)) == ["influencers", "payouts", "tracking"]


def test_a_folder_with_nothing_to_read_and_a_missing_path_are_errors_of_usage(tmp_path):
    for path in (tmp_path, tmp_path / "missing.csv"):
        with pytest.raises(FileNotFoundError, match=str(path)):
            import_paths([path], Options())


def test_a_recorded_file_has_its_hash_columns_and_counts(tmp_path):
    paths = write_files(tmp_path, {"tracking": GOLDEN["tracking"]})
    import_paths(paths, Options(actor="asha"))
    file = ImportFile.objects.get()
    assert (file.path, file.dataset, file.rows, file.new) == (str(paths[0]), "tracking", 4, 4)
    assert file.columns == ["date", "revenue", "influencer_id", "campaign", "orders"]
    assert file.run.actor == "asha"
    assert file.run.finished_at >= file.run.started_at


def test_the_hash_is_that_of_the_unpacked_bytes(tmp_path):
    import hashlib

    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(TRACKING.encode()))
    report = import_paths([tmp_path / "t.csv.gz"], Options())
    assert report.files[0].sha256 == hashlib.sha256(TRACKING.encode()).hexdigest()


def test_files_of_one_dataset_in_one_call_are_united(tmp_path):
    for n in (1, 2):
        (tmp_path / f"{n}.csv").write_text("date,revenue,orders\n2025-07-01,10,1\n")
    report = import_paths([tmp_path], Options())
    assert [file.new for file in report.files] == [1, 1]  # two equal orders are two orders
    assert "repeated-file" in codes(report.files[1]) and "repeated-file" not in codes(report.files[0])
    assert [file.new for file in import_paths([tmp_path], Options()).files] == [0, 0]


def test_the_same_id_in_two_files_of_one_call_is_one_row(tmp_path):
    for n in (1, 2):
        (tmp_path / f"{n}.csv").write_text("tracking_id,date,revenue,orders\nT1,2025-07-01,10,1\n")
    report = import_paths([tmp_path], Options())
    assert [(file.new, file.unchanged) for file in report.files] == [(1, 0), (0, 1)]
    assert TrackingEvent.objects.count() == 1


def test_a_workbook_is_not_taken_for_text(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    (tmp_path / "tracking.csv").write_bytes(out.getvalue())
    assert errors(import_paths([tmp_path], Options())) == ["bad-encoding"]
