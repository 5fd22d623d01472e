"""Every address of the portal with its name and its view."""

from django.urls import URLPattern, URLResolver, get_resolver


def list_views():
    """(name, route, view) of every address, namespaces in front of names; where two are equal the first one answers."""
    found = {}
    for name, route, view in _walk(get_resolver()):
        found.setdefault(route, (name, route, view))
    return list(found.values())


def _walk(resolver, prefix="", namespace=""):
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, route, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or ''}", route, entry.callback


def list_patterns():
    """(name, route) of every address."""
    return [(name, route) for name, route, _ in list_views()]
