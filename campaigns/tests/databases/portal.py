"""The portal in a process of its own, at databases of the test's choice: told what to do line by line."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings

CODE = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
import django; django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connections, close_old_connections
from django.test import Client
from campaigns.digest import compute_digest
from campaigns.tests.builders import load

class People(dict):
    def __missing__(self, name):
        user, _ = User.objects.get_or_create(username=name, is_staff=True, is_superuser=True)
        self[name] = Client(raise_request_exception=False)
        self[name].force_login(user)
        return self[name]

people = People()

def get(name, path):
    answer = people[name].get(path)
    body = b"".join(answer.streaming_content if answer.streaming else [answer.content])
    alias = getattr(answer.wsgi_request, "read_from", None)
    return {"status": answer.status_code, "from": alias, "body": body.decode()}

def get_at_once(path, many):
    def ask(client):
        answer = client.get(path)
        body = b"".join(answer.streaming_content)
        connections.close_all()
        return answer.status_code, len(body.splitlines())
    clients = [people[f"person {number}"] for number in range(many)]
    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(ask, clients))

def migrate():
    call_command("migrate", verbosity=0)

def import_(data):
    return load(data).run

def command(*words):
    call_command(*words, stdout=sys.stderr)

def digest():
    return compute_digest()

for line in sys.stdin:
    what, args, options = json.loads(line)
    close_old_connections()
    try:
        said = {"said": globals()[what](*args, **options)}
    except Exception as error:
        said = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(said), flush=True)
"""


class Portal:
    """``portal("get", "anna", "/campaigns/")`` gives what the function of that name returned."""

    def __init__(self, process):
        self._process = process

    def __call__(self, what, *args, **options):
        said = self.try_(what, *args, **options)
        assert "said" in said, said["error"]
        return said["said"]

    def try_(self, what, *args, **options):
        """The answer, or what went wrong."""
        self._process.stdin.write(json.dumps([what, args, options]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, self._process.wait()
        return json.loads(line)

    def figures(self, person):
        """(who answered, all revenue by the export of /campaigns/)."""
        answer = self("get", person, "/campaigns/?_export=csv")
        assert answer["status"] == 200, answer
        header, *rows = [line.split(",") for line in answer["body"].strip().splitlines()]
        return answer["from"], sum(float(row[header.index("revenue")]) for row in rows)

    def stream(self, person, path, alias):
        """The lines of a page, if this database has answered; else nothing."""
        answer = self("get", person, path)
        return answer["body"].splitlines() if answer["from"] == alias else []


@contextmanager
def running_portal(url, folder, **environment):
    """The portal, as long as the block runs."""
    own = {"DATABASE_URL": url, "VAR_DIR": str(folder / "var"), "ALLOWED_HOSTS": "testserver,localhost"}
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-c", CODE],
        cwd=settings.BASE_DIR,
        env=os.environ | own | {"SECURE": "0"} | environment,
        stdin=pipe,
        stdout=pipe,
        text=True,
    )
    try:
        yield Portal(process)
    finally:
        process.kill()
        process.communicate()
