"""Slugline: language server and checker for wikis of plain-text articles."""
