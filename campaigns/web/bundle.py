"""Where the charts' JavaScript lies. Set-up makes it; a portal without it shows the tables alone."""

from django.contrib.staticfiles.storage import staticfiles_storage

BUNDLE = "campaigns/made/vega.js"


def find_bundle() -> str:
    """Its address, with the hash that lets browsers keep it for ever; empty when set-up has not made it."""
    try:
        return staticfiles_storage.url(BUNDLE)
    except ValueError:  # not among the collected files
        return ""
