"""Copies of the database to read from: which ones are not behind, and who may read them."""

from campaigns.replicas.choice import read_from
from campaigns.replicas.watch import WATCH, read_position

__all__ = ["WATCH", "read_from", "read_position"]
