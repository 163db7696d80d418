"""Slugline: language server and checker for wikis of plain-text articles."""

__version__ = "0.1.0"
