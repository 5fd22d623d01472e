"""Demo data: loaded by the same conductor as real files, marked by its runs, removable without a trace."""

from campaigns.demo.loading import DemoRefused, has_data, has_demo, load_demo, load_fixtures
from campaigns.demo.removal import remove_demo

__all__ = ["DemoRefused", "has_data", "has_demo", "load_demo", "load_fixtures", "remove_demo"]
