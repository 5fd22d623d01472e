"""A person at the imports pages: sends files, looks at previews, presses buttons. Jobs are done at once."""

import re
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase


class Page:
    """An answer as people see it."""

    def __init__(self, answer):
        self.status = answer.status_code
        self.address = answer["Location"] if answer.has_header("Location") else ""
        self.html = answer.getvalue().decode()

    @property
    def text(self):
        """The words on the page, one space apart."""
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", self.html)))

    @property
    def heading(self):
        return re.search(r"<h1>(.*?)</h1>", self.html)[1]

    def counts(self, name):
        """What stands in the counts of a file: label → number."""
        article = next(part for part in self.html.split("<article") if f">{name}</h2>" in part)
        found = re.findall(r"<dt>([^<]*)</dt><dd>(\d+)</dd>", article)
        return {label.lower(): int(number) for label, number in found}

    def codes(self):
        """The codes of the groups of problems, in their order."""
        return re.findall(r'class="problem-head">.*?<code>([a-z-]+)</code>', self.html)


class Person:
    """A logged-in person."""

    def __init__(self, client, user):
        self.client, self.user = client, user
        client.force_login(user)

    def get(self, address, **query):
        return Page(self.client.get(address, query))

    def post(self, address, **data):
        """Sends a form; jobs that it starts are over when it returns."""
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = self.client.post(address, data)
        return Page(answer)

    def upload(self, texts, **options):
        """Sends files (name without ending → text, or with its ending → bytes)."""
        files = [
            SimpleUploadedFile(name, content) if isinstance(content, bytes) else _csv(name, content)
            for name, content in texts.items()
        ]
        return self.post("/imports/", files=files, **options)

    def preview(self, texts, **options):
        """Sends files and follows to the preview: the job's address and the page."""
        sent = self.upload(texts, **options)
        assert sent.status == 302, sent.text
        return sent.address, self.get(sent.address)

    def follow(self, page):
        """The page that a redirect leads to, and its address, as far as it goes."""
        address = ""
        while page.status == 302:
            address, page = page.address, self.get(page.address)
        return address, page

    def load(self, address, **data):
        """Presses “Load” on a preview and follows: where it led to, and the page there."""
        return self.follow(self.post(f"{address}load/", **data))


def _csv(name, text):
    return SimpleUploadedFile(f"{name}.csv", text.encode())
