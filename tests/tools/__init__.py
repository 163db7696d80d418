"""What tests need beside Python: where it is kept, and how it is had.

Everything is installed on first use into one folder outside of the project (`place.py`), from npm
(`node.py`) and from Debian's archive (`debian.py`), and found there by every later run.
"""
