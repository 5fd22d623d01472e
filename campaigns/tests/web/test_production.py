"""The portal as it runs for staff: gunicorn, production settings, HTTPS at a proxy; what strangers get to see of it."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection

from bench.serving import choose_port

PASSWORD = "check-pass-9431-long"
KEY = "kq3-vB7_zP0.mX5~cT9!wR2@hN8#jL4$gF6%dS1^aY0&uE3*iO7"
HTTPS = {"Host": "roi.example.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
FORM = "application/x-www-form-urlencoded"
ONE_MB = 1 << 20
pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="It has a database of its own, so once is enough."
)


class Site:
    """A server of a fresh installation."""

    def __init__(self, folder):
        self.folder, self.port = folder, choose_port()
        self.environment = {
            "PATH": os.environ["PATH"], "VAR_DIR": str(folder), "SECRET_KEY": KEY, "ALLOWED_HOSTS": "roi.example.com",
            "TRUSTED_PROXY": "1", "WEB_CONCURRENCY": "1", "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
        }  # fmt: skip
        self.cookies = {}

    def run(self, *words):
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, path, method="GET", body=None, **headers):
        """(status, headers, text)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = HTTPS | {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def keep_cookies(self, headers):
        for cookie in headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value

    def log_in(self):
        """As the checker; the answer's headers, and the seconds that it took."""
        _, headers, page = self.ask("/login/")
        self.keep_cookies(headers)
        data = {"username": "checker", "password": PASSWORD, "csrfmiddlewaretoken": read_token(page)}
        began = time.monotonic()
        status, headers, _ = self.ask(
            "/login/", "POST", urlencode(data), Content_Type=FORM, Referer="https://roi.example.com/login/"
        )
        assert status == 302
        self.keep_cookies(headers)
        return headers, time.monotonic() - began

    def send_raw(self, lines, body):
        """Sends a request as it is and hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), 30) as plug:
            plug.sendall("\r\n".join([*lines, "", ""]).encode() + body)
            plug.shutdown(socket.SHUT_WR)
            plug.settimeout(30)
            return plug.recv(ONE_MB).decode(errors="replace")

    def left_behind(self):
        """Files of uploads, wherever they may lie."""
        places = ("incoming", "uploads")
        return [path for place in places for path in (self.folder / place).rglob("*") if path.is_file()]


def read_token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site") / "var")
    site.run("migrate", "--noinput", "-v0")
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    log = (site.folder / "log").open("wb")
    server = subprocess.Popen(
        [gunicorn, "healthkart_roi.wsgi", "--bind", f"127.0.0.1:{site.port}"],
        cwd=settings.BASE_DIR, env=site.environment, stdout=log, stderr=log,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and server.poll() is None:
            try:
                if site.ask("/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield site
    finally:
        server.terminate()
        server.wait(60)
        log.close()


@pytest.fixture(scope="module")
def person(site):
    """The site with somebody logged in."""
    site.run("createsuperuser", "--noinput", "--username", "checker", "--email", "c@example.com")
    site.login_headers, site.login_seconds = site.log_in()
    return site


def test_a_first_start_makes_no_account(site):
    shell = "from django.contrib.auth.models import User; print(User.objects.count())"
    assert site.run("shell", "-v0", "-c", shell).strip() == "0"
    assert site.ask("/")[0] == 302


def test_every_answer_to_strangers_carries_the_headers(site):
    for path in ("/", "/login/", "/nowhere/", "/healthz", "/campaigns/?_export=csv", "/?" + "a=1&" * 2_500):
        status, headers, _ = site.ask(path)
        assert status < 500, path
        if len(path) > 8_000:
            continue  # gunicorn has answered
        assert headers["Strict-Transport-Security"] == "max-age=31536000", path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert headers["Content-Security-Policy"].count("'none'") == 4, path
        assert headers["X-Frame-Options"] == "DENY", path
        assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin", path
        assert "no-store" in headers["Cache-Control"], path
        assert re.fullmatch("[0-9a-f]{16}", headers["X-Request-ID"]), path


def test_plain_http_is_led_to_https_and_told_so_for_a_year(site):
    status, headers, _ = site.ask("/login/?next=/", X_Forwarded_Proto="http")
    assert (status, headers["Location"]) == (301, "https://roi.example.com/login/?next=/")


def test_another_host_is_a_400_without_details(site):
    for host in ("evil.example", "roi.example.com.evil.example", "roi.example.com@evil.example", "", "127.0.0.1"):
        status, _, page = site.ask("/login/", Host=host)
        assert status == 400, host
        assert "evil" not in page and "Traceback" not in page
    assert site.ask("/login/", X_Forwarded_Host="evil.example")[0] == 200  # nobody looks at it


@pytest.mark.parametrize("length", [8_100, 100_000])
def test_a_query_of_any_length_is_a_page_or_a_clear_refusal(site, length):
    status, _, page = site.ask(f"/login/?next={'a' * length}")
    assert status in (400, 414)
    assert "Traceback" not in page


def test_cookies_are_for_https_and_this_host_only(person):
    cookies = person.login_headers.get_all("Set-Cookie")
    names = {cookie.partition("=")[0] for cookie in cookies}
    assert {"__Host-sessionid", "__Host-csrftoken", "__Host-device", "__Host-seen"} <= names
    for cookie in cookies:
        assert "; Secure" in cookie and "Path=/" in cookie and "SameSite=Lax" in cookie and "Domain" not in cookie
        assert "HttpOnly" in cookie or cookie.startswith("__Host-csrftoken")


def upload_lines(site, boundary, length):
    cookies = "; ".join(f"{name}={value}" for name, value in site.cookies.items())
    return [
        "POST /imports/ HTTP/1.1", *(f"{name}: {value}" for name, value in HTTPS.items()), f"Cookie: {cookies}",
        f"Content-Type: multipart/form-data; boundary={boundary}", f"Content-Length: {length}",
        "Referer: https://roi.example.com/imports/", "Connection: close",
    ]  # fmt: skip


def upload_body(site, content, name="tracking.csv", kind="text/csv", is_whole=True):
    token = read_token(site.ask("/imports/")[2])
    parts = f'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
    parts += f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
    return parts.encode() + content + (b"\r\n--b--\r\n" if is_whole else b"")


def test_an_upload_that_is_cut_leaves_no_file(person):
    body = upload_body(person, b"id,name\n" * 100_000, is_whole=False)
    answer = person.send_raw(upload_lines(person, "b", len(body) + ONE_MB), body)
    assert " 302 " not in answer.partition("\r\n")[0]
    wait_until_clean(person)


def test_an_upload_that_states_a_shorter_length_leaves_no_file(person):
    body = upload_body(person, b"id,name\n" * 100_000)
    answer = person.send_raw(upload_lines(person, "b", len(body) // 2), body)
    assert " 302 " not in answer.partition("\r\n")[0]
    wait_until_clean(person)


def test_an_upload_without_a_boundary_or_with_fields_for_files_leaves_no_file(person):
    body = upload_body(person, b"id,name\n1,a\n")
    for boundary in ("other", "", "b" * 500):
        assert " 302 " not in person.send_raw(upload_lines(person, boundary, len(body)), body).partition("\r\n")[0]
    wait_until_clean(person)


def test_the_same_upload_is_accepted_when_it_is_whole(person):
    body = upload_body(person, b"id,name\n1,a\n")
    assert " 302 " in person.send_raw(upload_lines(person, "b", len(body)), body).partition("\r\n")[0]
    assert [path.read_bytes() for path in person.left_behind()] == [b"id,name\n1,a\n"]
    for path in person.left_behind():
        path.unlink()


def wait_until_clean(site):
    deadline = time.monotonic() + 10
    while site.left_behind() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert site.left_behind() == []


def wait_for_line(site, name):
    """The line of the log with this name: it is written when the answer has been sent."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for line in (site.folder / "log").read_text().splitlines():
            if name in line:
                return line
        time.sleep(0.05)
    return ""


def test_the_reference_of_an_answer_stands_in_the_log(person):
    _, headers, page = person.ask("/nowhere/")
    name = headers["X-Request-ID"]
    assert f"<code>{name}</code>" in page
    assert "GET /nowhere/ 404" in wait_for_line(person, name)
    assert person.ask("/healthz", X_Request_ID="from-the-proxy-1")[1]["X-Request-ID"] == "from-the-proxy-1"
    assert person.ask("/healthz", X_Request_ID='a"} ERROR forged')[1]["X-Request-ID"] != 'a"} ERROR forged'
