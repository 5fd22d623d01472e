"""Columns said by hand: which cell of a header is which column; remembered for the next such file, and forgotten."""

import pytest

from campaigns.models import HeaderMapping, ImportRun, TrackingEvent

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
FOREIGN = "Kunde,Umsatz,Tag,Werber\nA,100,2025-07-01,1\nB,200,2025-07-02,2\n"
CHOICE = {"dataset": "tracking", "column-1": "revenue", "column-2": "date", "column-3": "influencer_id"}


def choose(person, address, number=0, **choice):
    return person.follow(person.post(f"{address}columns/{number}/", **choice))


def field(page, place):
    """The select for a header cell."""
    return page.html.partition(f'name="column-{place}"')[2].partition("</select>")[0]


def test_a_file_that_none_recognises_is_read_as_a_person_says(importer):
    address, page = importer.preview({"kunden": FOREIGN})
    assert page.codes() == ["unknown-dataset"]
    assert '<details class="columns-fold" open>' in page.html
    address, page = choose(importer, address, **CHOICE)
    assert page.heading == "Ready to load"
    assert page.counts("kunden.csv")["new"] == 2
    importer.load(address)
    assert sorted(TrackingEvent.objects.values_list("revenue", flat=True)) == [10000, 20000]


def test_a_recognised_file_shows_what_each_cell_is_read_as(importer):
    _, page = importer.preview({"t": "Transaction Date,revenue,note\n2025-07-01,5,x\n"})
    assert '<option value="date" selected>' in field(page, 0)
    assert '<option value="revenue" selected>' in field(page, 1)
    assert "selected" not in field(page, 2)
    assert "2 of 3 are read" in page.text


def test_a_column_is_read_from_another_cell_than_its_name_says(importer):
    address, _ = importer.preview({"t": "date,revenue,net,influencer_id\n2025-07-01,100,80,1\n"})
    choice = {"dataset": "tracking", "column-0": "date", "column-1": "", "column-2": "revenue", "column-3": ""}
    address, page = choose(importer, address, **choice)
    assert "ignored-column" in page.codes()
    importer.load(address)
    event = TrackingEvent.objects.get()
    assert (event.revenue, event.influencer_id) == (8000, 0)


def test_what_was_said_is_remembered_for_the_next_file_of_anybody_and_says_so(importer, other):
    address, _ = importer.preview({"kunden": FOREIGN})
    choose(importer, address, **CHOICE)
    _, page = other.preview({"august": FOREIGN.replace("100", "101")})
    assert page.heading == "Ready to load"
    assert "as imran said" in page.text


def test_it_is_forgotten_at_a_button(importer, other):
    address, _ = importer.preview({"kunden": FOREIGN})
    choose(importer, address, **CHOICE)
    address, _ = other.preview({"august": FOREIGN})
    mapping = HeaderMapping.objects.get()
    _, page = other.follow(other.post(f"{address}forget/{mapping.pk}/"))
    assert page.codes() == ["unknown-dataset"]
    assert not HeaderMapping.objects.exists()


def test_what_is_forgotten_after_a_preview_is_loaded_as_it_was_shown(importer):
    address, _ = importer.preview({"kunden": FOREIGN})
    address, _ = choose(importer, address, **CHOICE)
    HeaderMapping.objects.all().delete()
    importer.load(address)
    assert TrackingEvent.objects.count() == 2


def test_it_is_changed_by_saying_it_anew(importer):
    address, _ = importer.preview({"kunden": FOREIGN})
    address, _ = choose(importer, address, **CHOICE)
    choose(importer, address, **CHOICE | {"column-0": "user_id"})
    assert HeaderMapping.objects.get().columns["user_id"] == "Kunde"


def test_rejected_rows_that_come_back_are_read_as_their_file_was(importer):
    address, _ = importer.preview({"kunden": FOREIGN.replace("200", "lots")})
    address, page = choose(importer, address, **CHOICE)
    assert page.codes()[0] == "bad-money"
    rows = importer.get(f"{address}rejects/1.csv").html
    _, page = importer.preview({"mended.csv": rows.replace("lots", "200").encode()})
    assert page.heading == "Ready to load"
    assert page.counts("mended.csv")["new"] == 1
    assert ">message<" not in page.html


def test_changing_the_dataset_alone_finds_its_columns_by_name(importer):
    text = "influencer_id,date,revenue,reach,likes\n1,2025-07-01,5,100,10\n"
    address, page = importer.preview({"t": text})
    assert page.counts("t.csv")["rows"] == 1
    first = {f"column-{place}": key for place, key in enumerate(["influencer_id", "date", "", "reach", "likes"])}
    dataset = "posts" if "<option selected>tracking" in page.html else "tracking"
    _, page = choose(importer, address, dataset=dataset, **first | {"column-3": "", "column-4": ""})
    assert f"<option selected>{dataset}" in page.html


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"dataset": ""}, "Choose which of the four files it is."),
        ({"dataset": "sales"}, "Choose which of the four files it is."),
        (CHOICE | {"column-2": ""}, "A tracking file needs date. Say which of its columns that is."),
        ({"dataset": "tracking"}, "A tracking file needs date and revenue."),
        (CHOICE | {"column-0": "revenue"}, "“Kunde” and “Umsatz” cannot both be read as revenue."),
        (CHOICE | {"column-0": "likes"}, "A tracking file has no column “likes”, which “Kunde” was to be read as."),
    ],
)
def test_a_choice_that_no_file_can_be_is_a_sentence_and_not_remembered(importer, choice, sentence):
    address, _ = importer.preview({"kunden": FOREIGN})
    where, page = choose(importer, address, **choice)
    assert (where, page.status) == (address, 200)
    assert f"kunden.csv: {sentence}" in page.text
    assert not HeaderMapping.objects.exists()


def test_the_second_of_two_files_is_chosen_by_its_number(importer):
    files = {"a": "date,revenue\n2025-07-01,5\n", "kunden": FOREIGN}
    address, _ = importer.preview(files)
    _, page = choose(importer, address, number=1, **CHOICE)
    assert page.heading == "Ready to load"
    assert importer.post(f"{address}columns/2/", **CHOICE).status == 404


def test_a_very_wide_file_is_shown_as_far_as_a_page_can(importer):
    header = ["date", "revenue", *(f"extra{number}" for number in range(500))]
    text = ",".join(header) + "\n2025-07-01,5" + "," * 500 + "\n"
    _, page = importer.preview({"wide": text})
    assert page.html.count('name="column-') == 100
    assert "402 further columns can only be read by their names." in page.text


def test_header_cells_are_text_and_nothing_else(importer):
    evil = "<script>alert(1)</script>"
    _, page = importer.preview({"t": f"date,revenue,{evil}\n2025-07-01,5,{evil}\n"})
    assert evil not in page.html
    assert evil in page.text


def test_nothing_of_this_makes_a_run(importer):
    address, _ = importer.preview({"kunden": FOREIGN})
    choose(importer, address, **CHOICE)
    assert not ImportRun.objects.exists()
