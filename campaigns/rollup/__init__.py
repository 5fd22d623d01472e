"""Keeps the rollup true: the stacked table of sums, in which every payout is already spread."""

from campaigns.rollup.columns import SumTooLarge
from campaigns.rollup.due import TotalTooLarge
from campaigns.rollup.events import EventColumns
from campaigns.rollup.proof import find_differences
from campaigns.rollup.upkeep import Upkeep, find_brand, rebuild_if_emptied, rebuild_rollup

__all__ = [
    "EventColumns",
    "SumTooLarge",
    "TotalTooLarge",
    "Upkeep",
    "find_brand",
    "find_differences",
    "rebuild_if_emptied",
    "rebuild_rollup",
]
