"""Fills the admin's forms as a browser would: what the page shows, with some fields changed."""

import re
from html.parser import HTMLParser

from campaigns.metrics.catalog import ORDERS, PAYOUT, REVENUE
from campaigns.rollup import find_differences
from campaigns.tests.builders import totals


class _Reader(HTMLParser):
    """Collects the fields of the page's forms with their values."""

    def __init__(self):
        super().__init__()
        self.fields, self._select, self._text = {}, "", ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name, kind = attrs.get("name", ""), attrs.get("type", "text")
        if tag == "select":
            self._select = name
            if "multiple" not in attrs:  # of which a browser sends nothing when nothing is chosen
                self.fields.setdefault(name, "")
        elif tag == "option" and "selected" in attrs and self._select:
            self.fields[self._select] = attrs.get("value", "")
        elif tag == "textarea":
            self._text = name
            self.fields[name] = ""
        elif tag == "input" and name and kind not in ("submit", "checkbox", "radio"):
            self.fields[name] = attrs.get("value", "")
        elif tag == "input" and name and kind == "checkbox" and "checked" in attrs:
            self.fields[name] = attrs.get("value", "on")

    def handle_endtag(self, tag):
        self._select = "" if tag == "select" else self._select
        self._text = "" if tag == "textarea" else self._text

    def handle_data(self, data):
        if self._text:
            self.fields[self._text] = (self.fields[self._text] + data).lstrip("\n")


def read_form(client, path):
    """The fields of the form on a page."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return fields_in(answer)


def fields_in(answer):
    """The fields of the form in an answer, as a browser would send them."""
    reader = _Reader()
    reader.feed(answer.content.decode())
    for hidden in ("csrfmiddlewaretoken", "q", ""):
        reader.fields.pop(hidden, None)
    return reader.fields


def errors_in(answer):
    """What a form that came back complains about."""
    return re.findall(r'class="errorlist[^"]*"[^>]*>(.*?)</ul>', answer.content.decode(), re.DOTALL)


def send(client, path, **changes):
    """Opens a form, changes these fields (``None`` unticks a box) and sends it; the answer."""
    fields = read_form(client, path) | changes
    return client.post(path, {key: value for key, value in fields.items() if value is not None})


def save(client, path, **changes):
    """The same, and insists that it was accepted."""
    answer = send(client, path, **changes)
    assert answer.status_code == 302, errors_in(answer)


def address(model, pk=None):
    """The page of a row, or the page to add one."""
    table = f"/admin/{model._meta.app_label}/{model._meta.model_name}"
    return f"{table}/{pk}/change/" if pk is not None else f"{table}/add/"


def delete(client, row):
    """Deletes a row by its page."""
    answer = client.post(f"/admin/campaigns/{row._meta.model_name}/{row.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302


def delete_many(client, model, pks):
    """Deletes rows by the list's action."""
    data = {"action": "delete_selected", "_selected_action": [str(pk) for pk in pks], "post": "yes"}
    assert client.post(f"/admin/campaigns/{model._meta.model_name}/", data).status_code == 302


def figures():
    """(orders, revenue, payout) of all that counts, after a proof of the rollup."""
    assert list(find_differences()) == []
    sums = totals(ORDERS, REVENUE, PAYOUT)
    return sums["orders"], sums["revenue"], sums["payout"]
