"""Imports on the portal: upload, preview, load or drop; each step by whoever may, and nothing before the last."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.demo import has_demo, load_fixtures
from campaigns.models import ImportRun, Payout, TrackingEvent
from campaigns.tests.builders import csv_text, must_load
from campaigns.tests.golden import GOLDEN, TEXTS
from campaigns.tests.web.people import make_importer, make_staff

pytestmark = pytest.mark.django_db
BAD = "date,revenue,influencer_id,orders\n2025-07-01,lots,1,1\n2025-07-02,5,1,1\n"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def importer(client):
    client.force_login(make_importer())
    return client


def upload(client, texts, **options):
    files = [SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in texts.items()]
    return client.post("/imports/", {"files": files, **options})


def preview_of(client, texts, **options):
    """The preview's address and HTML."""
    answer = upload(client, texts, **options)
    assert answer.status_code == 302
    return answer["Location"], client.get(answer["Location"]).content.decode()


def counts(html, file):
    """The numbers in a file's line: rows, new, changed, unchanged, rejected, placeholders."""
    line = next(line for line in re.findall(r"<tr>.*?</tr>", html) if f"<td>{file}</td>" in line)
    return [int(number) for number in re.findall(r'<td class="num">(\d+)</td>', line)]


def test_a_preview_shows_what_loading_would_do_and_changes_nothing(importer):
    _, html = preview_of(importer, TEXTS)
    assert "Ready to load" in html
    assert counts(html, "influencers.csv") == [3, 3, 0, 0, 0, 0]
    assert counts(html, "tracking.csv") == [4, 4, 0, 0, 0, 0]
    assert counts(html, "payouts.csv") == [3, 3, 0, 0, 0, 0]
    assert (TrackingEvent.objects.count(), Payout.objects.count(), ImportRun.objects.count()) == (0, 0, 0)


def test_confirming_loads_exactly_that_and_leads_to_the_run(importer):
    address, _ = preview_of(importer, TEXTS)
    answer = importer.post(address, {"do": "load"})
    run = ImportRun.objects.get()
    assert answer["Location"] == f"/imports/runs/{run.pk}/"
    assert (TrackingEvent.objects.count(), Payout.objects.count()) == (4, 3)
    html = importer.get(answer["Location"]).content.decode()
    assert f"Loaded as run {run.pk}." in html
    assert counts(html, "tracking.csv") == [4, 4, 0, 0, 0, 0]
    assert (run.actor, run.user.username) == ("imran", "imran")
    assert "by imran" in html
    assert run.files.first().sha256 in html


def test_the_history_lists_the_run(importer):
    address, _ = preview_of(importer, TEXTS)
    importer.post(address, {"do": "load"})
    html = importer.get("/imports/").content.decode()
    assert f'href="/imports/runs/{ImportRun.objects.get().pk}/"' in html
    assert "imran" in html


def test_problems_are_shown_with_line_code_and_value_and_cannot_be_loaded(importer):
    must_load(GOLDEN)
    address, html = preview_of(importer, {"bad": BAD})
    assert "This cannot be loaded yet" in html
    assert "<code>bad-money</code>" in html
    assert '<td class="num">2</td><td>revenue</td>' in html
    assert "lots" in html
    assert 'value="load"' not in html
    answer = importer.post(address, {"do": "load"})
    assert answer["Location"] == address
    assert TrackingEvent.objects.count() == 4
    assert "Nothing was loaded" in importer.get(address).content.decode()


def test_bad_rows_can_be_left_out(importer):
    address, html = preview_of(importer, {"bad": BAD}, on_error="skip")
    assert "Ready to load" in html
    assert counts(html, "bad.csv") == [2, 1, 0, 0, 1, 1]
    importer.post(address, {"do": "load"})
    assert TrackingEvent.objects.get().revenue == 500


def test_a_file_that_is_none_of_the_four_says_so(importer):
    _, html = preview_of(importer, {"x": "a,b\n1,2\n"})
    assert "<code>unknown-dataset</code>" in html


def test_day_first_dates_are_read_when_told(importer):
    text = "date,revenue,influencer_id,orders\n02-07-2025,5,1,1\n"
    assert "<code>ambiguous-date</code>" in preview_of(importer, {"t": text})[1]
    address, _ = preview_of(importer, {"t": text}, date_order="dmy")
    importer.post(address, {"do": "load"})
    assert str(TrackingEvent.objects.get().date) == "2025-07-02"


def test_dropping_an_upload_changes_nothing_and_forgets_it(importer):
    address, _ = preview_of(importer, TEXTS)
    answer = importer.post(address, {"do": "drop"})
    assert answer["Location"] == "/imports/"
    assert "The upload was dropped" in importer.get("/imports/").content.decode()
    assert importer.get(address).status_code == 404
    assert TrackingEvent.objects.count() == 0


def test_confirming_twice_loads_once(importer):
    address, _ = preview_of(importer, TEXTS)
    assert importer.post(address, {"do": "load"}).status_code == 302
    assert importer.post(address, {"do": "load"}).status_code == 404
    assert ImportRun.objects.count() == 1
    assert TrackingEvent.objects.count() == 4


def test_loading_the_same_files_again_adds_nothing(importer):
    for _ in range(2):
        address, html = preview_of(importer, TEXTS)
        importer.post(address, {"do": "load"})
    assert counts(html, "tracking.csv") == [4, 0, 0, 4, 0, 0]
    assert TrackingEvent.objects.count() == 4


def test_somebody_elses_upload_is_not_there(importer, client):
    address, _ = preview_of(importer, TEXTS)
    client.force_login(make_importer("iris"))
    assert client.get(address).status_code == 404
    assert client.post(address, {"do": "load"}).status_code == 404
    assert TrackingEvent.objects.count() == 0


@pytest.mark.parametrize("token", ["x", "1-aaaaaaaaaaaaaaaaaaaaaaaa", "demo-1", "..", "1-" + "a" * 500])
def test_an_invented_upload_is_a_404(importer, token):
    assert importer.get(f"/imports/{token}/").status_code == 404


def test_without_the_permission_there_is_no_form_and_no_upload(client):
    client.force_login(make_staff())
    html = client.get("/imports/").content.decode()
    assert 'type="file"' not in html
    assert "Loading files needs a permission" in html
    assert upload(client, TEXTS).status_code == 403
    assert client.get("/imports/1-aaaaaaaaaaaaaaaaaaaaaaaa/").status_code == 403
    assert client.post("/imports/demo/").status_code == 403


def test_a_permission_that_was_taken_away_stops_a_waiting_upload(importer):
    address, _ = preview_of(importer, TEXTS)
    User.objects.get(username="imran").user_permissions.clear()
    assert importer.post(address, {"do": "load"}).status_code == 403
    assert TrackingEvent.objects.count() == 0


def test_no_file_is_a_400_with_a_sentence(importer):
    answer = importer.post("/imports/", {})
    assert answer.status_code == 400
    assert "This field is required." in answer.content.decode()


def test_an_option_that_is_none_is_a_400(importer):
    assert upload(importer, TEXTS, on_error="maybe").status_code == 400
    assert upload(importer, TEXTS, dataset="sales").status_code == 400


def test_the_names_of_uploaded_files_lead_nowhere(importer, tmp_path):
    text = csv_text(GOLDEN["influencers"])
    answer = importer.post("/imports/", {"files": [SimpleUploadedFile("../../evil.csv", text.encode())]})
    assert importer.get(answer["Location"]).status_code == 200
    assert not list(tmp_path.parent.glob("**/evil.csv*"))[1:]
    assert all(tmp_path in path.parents for path in tmp_path.parent.glob("**/*evil.csv"))


def test_the_button_takes_the_demo_out(importer):
    load_fixtures()
    assert "Take the demo data out" in importer.get("/imports/").content.decode()
    assert importer.get("/imports/demo/").status_code == 405
    assert importer.post("/imports/demo/")["Location"] == "/imports/"
    assert not has_demo()
    assert TrackingEvent.objects.count() == 0
    assert "Take the demo data out" not in importer.get("/imports/").content.decode()


def test_the_first_real_import_offers_to_take_the_demo_out(importer):
    load_fixtures()
    address, html = preview_of(importer, TEXTS)
    assert 'name="remove_demo"' in html
    importer.post(address, {"do": "load", "remove_demo": "1"})
    assert not has_demo()
    assert TrackingEvent.objects.count() == 4


def test_the_demo_stays_when_an_import_beside_it_fails(importer):
    load_fixtures()
    address, _ = preview_of(importer, {"bad": BAD})
    importer.post(address, {"do": "load", "remove_demo": "1"})
    assert has_demo()
    assert TrackingEvent.objects.count() == 20


def test_every_page_marks_the_demo(importer):
    assert "Demo data." not in importer.get("/campaigns/").content.decode()
    load_fixtures()
    assert "Demo data." in importer.get("/campaigns/").content.decode()


def test_a_run_is_taken_back_with_its_button(importer):
    address, _ = preview_of(importer, TEXTS)
    run = importer.post(address, {"do": "load"})["Location"]
    html = importer.get(run).content.decode()
    button = re.search(r'action="(/imports/runs/\d+/undo/)"', html)[1]
    assert importer.get(button).status_code == 405
    assert importer.post(button).status_code == 302
    assert (TrackingEvent.objects.count(), Payout.objects.count()) == (0, 0)
    assert "Taken back" in importer.get(run).content.decode()


def test_a_run_is_taken_back_by_nobody_without_the_permission(importer, client):
    address, _ = preview_of(importer, TEXTS)
    run = importer.post(address, {"do": "load"})["Location"]
    client.force_login(make_staff())
    assert "/undo/" not in client.get(run).content.decode()
    assert client.post(f"{run}undo/").status_code == 403
    assert TrackingEvent.objects.count() == 4
