"""Runs rules over a wiki: a map over articles, a join, levels, and fixes."""

from slugline.check.examine import Examined, examine, examine_decoded
from slugline.check.fixing import Fixed, fix
from slugline.check.judge import Diagnostic, Read, Suspects, Verdict, judge, suspects_of
from slugline.check.levels import Levels, at_least, unknown_codes

__all__ = [
    "Diagnostic",
    "Examined",
    "Fixed",
    "Levels",
    "Read",
    "Suspects",
    "Verdict",
    "at_least",
    "examine",
    "examine_decoded",
    "fix",
    "judge",
    "suspects_of",
    "unknown_codes",
]
