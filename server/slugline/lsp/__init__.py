"""The language server: the only place that speaks the protocol (LSP 3.17)."""
