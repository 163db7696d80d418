"""The link graph and its reports, as values."""
