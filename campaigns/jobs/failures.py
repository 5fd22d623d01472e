"""What can be in the way of a job, in sentences for people."""

from django.utils.translation import gettext_noop as _

from campaigns.sentences import kept

NOTHING_CHANGED = kept(_("Nothing was changed."))


class JobRefused(Exception):
    """The job was not taken on; the text is a sentence that says why."""


class JobFailed(Exception):
    """Raised by the work of a job that cannot be done; the text is the sentence that people see."""


class Superseded(Exception):
    """Somebody else works on the job by now, because this process was taken for dead: nothing of it may stay."""
