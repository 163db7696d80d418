"""control-character: control characters, and bidirectional ones that disguise a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from slugline.model.edits import Edit
from slugline.rules.rule import ArticleRule, Explanation, Finding, Fix, Subject
from slugline.syntax import Article
from slugline.text import Span

CODE = "control-character"

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_OVERRIDE = "\u202a-\u202e\u2066-\u2069"
_MARK = "\u061c\u200e\u200f"

_RUN = re.compile(f"[{_CONTROL}{_OVERRIDE}{_MARK}]+")
_RUN_BESIDE_MARKS = re.compile(f"[{_CONTROL}{_OVERRIDE}]+")
_HAS_MARK = re.compile(f"[{_MARK}]")

_SHOWN = 3
"""How many characters of a run a message names."""

# Unicode gives control characters no name, only aliases (NameAliases.txt); these are the first.
_NAMES = (
    "NULL;START OF HEADING;START OF TEXT;END OF TEXT;END OF TRANSMISSION;ENQUIRY;ACKNOWLEDGE;"
    "ALERT;BACKSPACE;CHARACTER TABULATION;LINE FEED;LINE TABULATION;FORM FEED;CARRIAGE RETURN;"
    "SHIFT OUT;SHIFT IN;DATA LINK ESCAPE;DEVICE CONTROL ONE;DEVICE CONTROL TWO;"
    "DEVICE CONTROL THREE;DEVICE CONTROL FOUR;NEGATIVE ACKNOWLEDGE;SYNCHRONOUS IDLE;"
    "END OF TRANSMISSION BLOCK;CANCEL;END OF MEDIUM;SUBSTITUTE;ESCAPE;"
    "INFORMATION SEPARATOR FOUR;INFORMATION SEPARATOR THREE;INFORMATION SEPARATOR TWO;"
    "INFORMATION SEPARATOR ONE",
    "DELETE;PADDING CHARACTER;HIGH OCTET PRESET;BREAK PERMITTED HERE;NO BREAK HERE;INDEX;"
    "NEXT LINE;START OF SELECTED AREA;END OF SELECTED AREA;CHARACTER TABULATION SET;"
    "CHARACTER TABULATION WITH JUSTIFICATION;LINE TABULATION SET;PARTIAL LINE FORWARD;"
    "PARTIAL LINE BACKWARD;REVERSE LINE FEED;SINGLE SHIFT TWO;SINGLE SHIFT THREE;"
    "DEVICE CONTROL STRING;PRIVATE USE ONE;PRIVATE USE TWO;SET TRANSMIT STATE;CANCEL CHARACTER;"
    "MESSAGE WAITING;START OF GUARDED AREA;END OF GUARDED AREA;START OF STRING;"
    "SINGLE GRAPHIC CHARACTER INTRODUCER;SINGLE CHARACTER INTRODUCER;CONTROL SEQUENCE INTRODUCER;"
    "STRING TERMINATOR;OPERATING SYSTEM COMMAND;PRIVACY MESSAGE;APPLICATION PROGRAM COMMAND",
)
_NAME_OF = {
    chr(first + number): name
    for first, names in zip((0x00, 0x7F), _NAMES, strict=True)
    for number, name in enumerate(names.split(";"))
}


def _check(article: Article) -> Iterator[Finding]:
    source = article.source
    line = Span(0, 0)
    right_to_left = False
    for run in _RUN.finditer(source):
        spans = [Span(run.start(), run.end())]
        if _HAS_MARK.search(run.group()):
            if run.start() >= line.end:
                line = article.line_span(article.place_at(run.start()).line)
                right_to_left = _has_right_to_left(line.of(source))
            if right_to_left:
                others = _RUN_BESIDE_MARKS.finditer(source, run.start(), run.end())
                spans = [Span(other.start(), other.end()) for other in others]
        for span in spans:
            yield Finding(CODE, span, _message(span.of(source)))


def _has_right_to_left(line: str) -> bool:
    """Whether a line has right-to-left letters or digits.

    Only there the marks U+061C, U+200E and U+200F do their honest work, the order of what stands
    beside these letters; elsewhere they only make texts differ that look the same.
    """
    return any(
        char not in "\u061c\u200f" and unicodedata.bidirectional(char) in ("R", "AL", "AN")
        for char in line
    )


def _message(characters: str) -> str:
    kinds = list(dict.fromkeys(characters))
    named = ", ".join(f"U+{ord(char):04X} {_name(char)}" for char in kinds[:_SHOWN])
    if len(kinds) > _SHOWN:
        named += ", …"
    if len(characters) == 1:
        return f"the text holds the control character {named}"
    return f"the text holds {len(characters)} control characters: {named}"


def _name(char: str) -> str:
    return _NAME_OF.get(char) or unicodedata.name(char)


def _fixes(finding: Finding, _subject: Subject) -> Iterator[Fix]:
    plural = "s" if len(finding.span) > 1 else ""
    yield Fix(f"Remove the control character{plural}", (Edit(finding.span, ""),), safe=True)


RULE = ArticleRule(
    code=CODE,
    level="warning",
    aspect="text",
    check=_check,
    fixes=_fixes,
    fixes_safely=True,
    explanation=Explanation(
        finds=(
            "control characters, and bidirectional controls, "
            "which make a text read other than it is stored"
        ),
        why=(
            "They can't be seen. Control characters are left over from other programs, and keep "
            "searches and links from matching; bidirectional controls can hide what a text says. "
            "The marks U+061C, U+200E and U+200F are found only in lines without right-to-left "
            "letters, where they have no use."
        ),
        bad="""\
//- mill.article
The Mill
It grinds⟨U+0007⟩ the ⟨U+202E⟩nroc⟨U+202C⟩ of the valley.
""",
        good="""\
//- mill.article
The Mill
It grinds the corn of the valley.
""",
    ),
)
