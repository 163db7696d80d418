"""Runs rules over a wiki: a map over articles, a join, levels, and fixes."""

from slugline.check.changing import change, says_otherwise
from slugline.check.examine import Examined, examine, examine_article, examine_decoded
from slugline.check.fingerprints import fingerprints, subject_of
from slugline.check.fixing import Fixed, fix, may_be_mended, safe_fixes
from slugline.check.judge import (
    Diagnostic,
    Read,
    Suspects,
    Verdict,
    joined,
    judge,
    parts_of,
    suspects_of,
)
from slugline.check.levels import Levels, at_least, unknown_codes
from slugline.check.since import linking_to_changed

__all__ = [
    "Diagnostic",
    "Examined",
    "Fixed",
    "Levels",
    "Read",
    "Suspects",
    "Verdict",
    "at_least",
    "change",
    "examine",
    "examine_article",
    "examine_decoded",
    "fingerprints",
    "fix",
    "joined",
    "judge",
    "linking_to_changed",
    "may_be_mended",
    "parts_of",
    "safe_fixes",
    "says_otherwise",
    "subject_of",
    "suspects_of",
    "unknown_codes",
]
