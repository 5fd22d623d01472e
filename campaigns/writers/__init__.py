"""One writer at a time: every change of facts, dimensions and rollup happens inside ``write_alone``."""

from campaigns.writers.alone import (
    Busy,
    announce_changes,
    describe_lock,
    describe_wait,
    in_background,
    insist_alone,
    is_locked,
    refuse_beside_large,
    write_alone,
    write_beside,
    write_if_free,
)

__all__ = [
    "Busy",
    "announce_changes",
    "describe_lock",
    "describe_wait",
    "in_background",
    "insist_alone",
    "is_locked",
    "refuse_beside_large",
    "write_alone",
    "write_beside",
    "write_if_free",
]
