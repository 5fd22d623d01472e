"""Makes the portal forget what it keeps, so that the next answer is worked out anew."""

from django.db import close_old_connections, connection


def forget_answers() -> None:
    """As for a question that nobody has asked yet; names are known. A connection ends if it ends after a request."""
    from campaigns.reports import answers

    answers.forget()
    if not connection.in_atomic_block:
        close_old_connections()


def forget_all() -> None:
    """As after a write: names too."""
    from campaigns.reports import labels

    forget_answers()
    labels.forget()
