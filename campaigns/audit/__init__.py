"""The audit trail: what is recorded, by whom, how it is chained, and what shows that nobody has touched it.

An entry is written in the transaction of the change that it tells of (``record``). What happens where nothing may be
written, such as a download, goes by a file and is taken into the table as soon as that is free (``record_soon``).
"""

from campaigns.audit.actors import Actor, acting, read_actor
from campaigns.audit.trail import record, record_soon
from campaigns.audit.upkeep import settle_trail

__all__ = ["Actor", "acting", "read_actor", "record", "record_soon", "settle_trail"]
