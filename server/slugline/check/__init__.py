"""Runs rules over a wiki: a map over articles, a join, levels, and fixes."""

from slugline.check.examine import Examined, examine, examine_decoded
from slugline.check.fixing import Fixed, fix
from slugline.check.judge import Diagnostic, Read, Verdict, joined, judge, parts_of
from slugline.check.levels import Levels, at_least, unknown_codes

__all__ = [
    "Diagnostic",
    "Examined",
    "Fixed",
    "Levels",
    "Read",
    "Verdict",
    "at_least",
    "examine",
    "examine_decoded",
    "fix",
    "joined",
    "judge",
    "parts_of",
    "unknown_codes",
]
