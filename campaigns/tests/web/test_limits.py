"""How much may be sent: strangers hardly more than a password, people as much as the operator allows."""

import pytest

from campaigns.tests.web.people import make_importer, make_staff
from campaigns.web.middleware import STRANGERS_MAX_BYTES

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def send(client, size, path="/login/"):
    return client.post(path, b"a" * size, content_type=FORM)


def test_a_stranger_may_send_a_login_form_and_no_byte_above_the_limit(client):
    assert send(client, STRANGERS_MAX_BYTES).status_code == 200
    answer = send(client, STRANGERS_MAX_BYTES + 1)
    assert answer.status_code == 413
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("path", ["/imports/", "/admin/login/", "/campaigns/", "/nowhere/", "/healthz"])
def test_a_stranger_is_refused_by_length_on_every_address(client, path):
    assert send(client, STRANGERS_MAX_BYTES + 1, path).status_code == 413


def test_a_stated_length_alone_is_enough_to_be_refused(client):
    answer = client.post("/login/", b"", content_type=FORM, CONTENT_LENGTH=str(10**12))
    assert answer.status_code == 413


def test_who_may_import_may_send_as_much_as_the_operator_allows_and_no_byte_more(client, settings):
    settings.UPLOAD_MAX_BYTES = 2 * settings.FORM_MAX_BYTES
    client.force_login(make_importer())
    assert send(client, settings.UPLOAD_MAX_BYTES, "/imports/").status_code == 400  # it is no form with files
    answer = send(client, settings.UPLOAD_MAX_BYTES + 1, "/imports/")
    assert answer.status_code == 413
    assert "at most 2.0\xa0MB are accepted" in answer.content.decode()


def test_who_may_not_import_may_send_a_form_and_no_byte_more(client, settings):
    client.force_login(make_staff())
    assert send(client, settings.FORM_MAX_BYTES, "/imports/").status_code == 403
    assert send(client, settings.FORM_MAX_BYTES + 1, "/imports/").status_code == 413


def test_what_the_disk_does_not_take_is_refused_before_it_is_read(client, settings):
    settings.DISK_RESERVE_BYTES = 10**18
    client.force_login(make_importer())
    assert send(client, 10).status_code == 302
    answer = send(client, STRANGERS_MAX_BYTES + 1, "/imports/")
    assert answer.status_code == 507
    assert "The disk of the server is full" in answer.content.decode()


def test_a_form_with_too_many_fields_is_a_400(client):
    client.force_login(make_staff())
    assert client.post("/imports/", b"a=1&" * 2_500, content_type=FORM).status_code in (400, 403)
    assert client.post("/login/", b"a=1&" * 2_500, content_type=FORM).status_code in (302, 400)
