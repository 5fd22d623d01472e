"""The tables: dimensions (who and what), facts (what happened), runs (how it came in), rollup (what reports read)."""

from campaigns.models.audit import AuditEntry, AuditSeal
from campaigns.models.dimensions import (
    NONE,
    Brand,
    Campaign,
    Category,
    Dimension,
    Gender,
    Influencer,
    Platform,
    Product,
    Source,
)
from campaigns.models.facts import Fact, Payout, Post, TrackingEvent
from campaigns.models.jobs import Job, Pulse
from campaigns.models.limits import BrandLimit, find_scope
from campaigns.models.margin import Margin
from campaigns.models.preferences import TablePreference
from campaigns.models.rollup import Attribution, PayoutShare, Rollup
from campaigns.models.rules import TwoStepRule
from campaigns.models.runs import BeforeImage, FoundAgain, HeaderMapping, ImportFile, ImportRun, Spelling
from campaigns.models.saved import DefaultView, SavedView
from campaigns.models.versions import DataVersion

FACTS: tuple[type[Fact], ...] = (TrackingEvent, Post, Payout)

__all__ = [
    "FACTS",
    "NONE",
    "Attribution",
    "AuditEntry",
    "AuditSeal",
    "BeforeImage",
    "Brand",
    "BrandLimit",
    "Campaign",
    "Category",
    "DataVersion",
    "DefaultView",
    "Dimension",
    "Fact",
    "FoundAgain",
    "Gender",
    "HeaderMapping",
    "ImportFile",
    "ImportRun",
    "Influencer",
    "Job",
    "Margin",
    "Payout",
    "PayoutShare",
    "Platform",
    "Post",
    "Product",
    "Pulse",
    "Rollup",
    "SavedView",
    "Source",
    "Spelling",
    "TablePreference",
    "TrackingEvent",
    "TwoStepRule",
    "find_scope",
]
