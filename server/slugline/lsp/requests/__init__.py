"""The requests of LSP: one file a feature, which turns params into a question and its answer back."""
