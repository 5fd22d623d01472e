"""Every address of the portal with its name, and sample values for what stands in it."""

import re

from django.urls import URLPattern, URLResolver, get_resolver


def list_patterns(resolver=None, prefix="", namespace=""):
    """(name, route) of every address pattern, namespaces in front of names."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from list_patterns(entry, route, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or ''}", route


def fill(route, values):
    """The address of a route with these values in the place of its converters and groups."""
    path = "/" + route.replace("^", "").replace("$", "").replace("\\Z", "")
    path = re.sub(r"\(\?P<(\w+)>(?:\([^()]*\)|[^()])*\)", lambda m: str(values[m[1]]), path)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values[m[1]]), path)
