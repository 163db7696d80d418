"""One file for each editor feature: a question about a wiki and a place, and a plain answer."""
