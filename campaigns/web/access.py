"""What each page of the portal needs of whoever asks for it; ``AccessMiddleware`` insists on it before any view.

An address that ``NEEDS`` does not name is open to superusers alone, so a new page cannot be forgotten here. The admin
decides by its own models' permissions.
"""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.models import find_scope
from campaigns.roles import (
    AUDIT,
    EXPORT,
    EXPORT_PAYOUTS,
    IMPORT,
    PAYOUT_PAGES,
    SAVE_VIEWS,
    SEE,
    SEE_IMPORTS,
    SEE_PAYOUTS,
    UNDO,
    User,
)

NEEDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("overview", "insights", "report", "detail", "posts", "tracking", "compare", "suggest"), (SEE,)),
    **dict.fromkeys(("metrics", "ranking", "quality", "attention", "table-preference", "words"), (SEE,)),
    **dict.fromkeys(("saved-views", "saved-view", "change-view", "job", "job-status"), (SEE,)),
    **dict.fromkeys((*PAYOUT_PAGES, "payout"), (SEE_PAYOUTS,)),
    **dict.fromkeys(("picture",), (EXPORT,)),
    **dict.fromkeys(("exports", "export", "export-file"), (EXPORT, EXPORT_PAYOUTS)),
    "save-view": (SAVE_VIEWS,),
    "audit": (AUDIT,),
    **dict.fromkeys(("imports", "import-run", "import-template", "run-report", "runs"), (SEE_IMPORTS,)),
    **dict.fromkeys(("job-load", "job-check", "job-columns", "job-forget", "job-drop", "job-rejects"), (IMPORT,)),
    **dict.fromkeys(("run-rejects",), (IMPORT,)),
    **dict.fromkeys(("undo-run", "drop-demo"), (UNDO,)),
}
"""By the name of an address: any one of these permissions opens it. Views may ask for more, of what they are sent."""
REFUSALS: Mapping[str, str] = {
    SEE: _("Your roles do not let you see figures."),
    SEE_PAYOUTS: _("Single payouts are shown to the role “finance”."),
    EXPORT: _("Exports need the role “analyst”."),
    EXPORT_PAYOUTS: _("Exports of payouts need the role “finance”."),
    SAVE_VIEWS: _("Saving and changing views needs the role “analyst”."),
    AUDIT: _("The audit trail is shown to the role “admin”."),
    SEE_IMPORTS: _("Your roles do not let you see what was imported."),
    IMPORT: _("Importing needs the role “operator”."),
    UNDO: _("Taking imports back needs the role “operator”."),
}
LIMITED = _("Your account is limited to brands: it looks at their figures, and neither changes data nor sees imports.")
SUPERUSERS_ONLY = _("This page is for superusers only.")


def may(user: User, *permissions: str) -> bool:
    """Whether this person has one of these permissions."""
    return any(user.has_perm(permission) for permission in permissions)


def insist(user: User, *permissions: str) -> None:
    """Raises ``PermissionDenied`` with a sentence for whoever has none of these permissions."""
    if may(user, *permissions):
        return
    is_limited = user.is_authenticated and not user.is_superuser and find_scope(user) is not None
    if is_limited and (not permissions or permissions[0] in (SEE_IMPORTS, IMPORT, UNDO)):
        raise PermissionDenied(gettext(LIMITED))
    raise PermissionDenied(gettext(REFUSALS[permissions[0]] if permissions else SUPERUSERS_ONLY))
