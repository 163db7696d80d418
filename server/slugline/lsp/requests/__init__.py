"""The requests of LSP, one file a feature: params to a question, and the answer back."""
