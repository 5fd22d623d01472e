"""What the imports pages say is told in the language of whoever reads it, and kept in English."""

import pytest

from campaigns.models import ImportFile, Job
from campaigns.tests.web.made_up import made_up_language

pytestmark = pytest.mark.django_db


def test_a_form_says_in_the_language_what_is_wrong(importer, monkeypatch):
    with made_up_language(monkeypatch):
        assert "⟦Choose at least one file.⟧" in importer.post("/imports/").text
        page = importer.post("/imports/", mode="replace", replace_from="2025-08-01", replace_to="2025-07-01")
    assert "⟦2025-08-01 is later than 2025-07-01.⟧" in page.text


def test_a_problem_is_kept_in_english_and_told_in_the_language(importer, monkeypatch):
    text = "date,revenue,influencer_id,orders\n2025-07-01,lots,1,1\n2025-07-02,5,1,1\n"
    with made_up_language(monkeypatch):
        address, page = importer.preview({"bad": text})
        assert "⟦line 2, column revenue⟧" in page.text and "⟦“lots” is no amount." in page.text
        assert "⟦Leave the bad rows out, load the others⟧" in page.text
        importer.follow(importer.post(f"{address}check/", set="on_error=skip"))
        importer.load(f"/imports/jobs/{Job.objects.first().pk}/")
    (problem,) = (problem for problem in ImportFile.objects.get().problems if problem["code"] == "bad-money")
    assert problem["message"].startswith("“lots” is no amount.")


def test_a_job_is_kept_in_english_and_told_in_the_language(importer, monkeypatch):
    user = importer.user
    job = Job.objects.create(
        kind="undo", title="Take run 7 back", payload={"run": 7}, user=user, actor="a", state="failed"
    )
    Job.objects.update(message="Nothing was changed. Run 8 changed 2 of its rows; take that run back first.")
    with made_up_language(monkeypatch):
        page = importer.get(f"/imports/jobs/{job.pk}/")
    assert "⟦Take run 7 back⟧" in page.text
    assert "⟦Nothing was changed.⟧ ⟦Run 8 changed 2 of its rows; take that run back first.⟧" in page.text
