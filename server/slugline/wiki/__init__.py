"""Many articles as one value: resolution, backlinks, entities, and the configuration."""

from slugline.wiki.configuration import (
    SEVERITIES,
    Configuration,
    Level,
    Override,
    Redirect,
    Severity,
)
from slugline.wiki.resolution import Resolution
from slugline.wiki.wiki import PlacedLink, Wiki

__all__ = [
    "SEVERITIES",
    "Configuration",
    "Level",
    "Override",
    "PlacedLink",
    "Redirect",
    "Resolution",
    "Severity",
    "Wiki",
]
