"""One page that needs nothing else: folders, files, and each finding in its line.

It can be read without script. With script, findings can be filtered by code and folder: by the
page's own script only, which a content security policy names by its digest. Nothing that came
from an article can be executed. Style and script are `page.css` and `page.js` beside this file.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape
from itertools import groupby
from pathlib import Path

from slugline.check import Diagnostic
from slugline.report.rendering import Report, by_code, by_severity, counted, in_parts, lines_of
from slugline.rules import BY_CODE
from slugline.text import unbroken
from slugline.wiki import Severity

_AROUND = 90
"""How many characters of a line are shown on each side of a finding."""
_LONGEST_MARK = 300


_HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
"""
_POLICY = (
    "default-src 'none'; style-src {style}; script-src {script}; "
    "base-uri 'none'; form-action 'none'"
)

_Files = list[tuple[str, list[Diagnostic]]]
_Block = str | tuple[str, list[Diagnostic]]
_Kinds = dict[tuple[str, Severity], int]


def render(report: Report) -> Iterator[str]:
    """The page, file by file."""
    found = report.diagnostics
    style, script = (_part(name) for name in ("page.css", "page.js"))
    title = counted(len(found), "finding") if found else "No findings"
    yield f"{_HEAD}<title>{title} – Slugline</title>\n"
    policy = _POLICY.format(style=_digest(style), script=_digest(script))
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield f"<style>{style}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n"
    yield f"<p>{_summary(report)}</p>\n</header>\n<main>\n"
    yield from _unread(report)
    if found:
        folders = _by_folder(found)
        kinds = {row[:2]: number for number, row in enumerate(by_code(found))}
        yield from _filters(found, folders)
        yield from in_parts(report, _block, (report, kinds), list(_blocks(folders)))
        yield f"<script>{script}</script>\n"
    yield "</main>\n"
    yield "</body>\n</html>\n"


def _part(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _digest(part: str) -> str:
    """A part of the page as a content security policy names it."""
    return f"'sha256-{b64encode(sha256(part.encode()).digest()).decode()}'"


def _summary(report: Report) -> str:
    found = report.diagnostics
    checked = f"{counted(report.articles, 'article')} checked"
    if not found:
        return f"{checked}."
    files = counted(len({one.path for one in found}), "file")
    return f"{by_severity(found)} in {files}; {checked}."


def _unread(report: Report) -> Iterator[str]:
    if report.unread:
        yield '<section class="unread" aria-label="Not read">\n<h2>Not read</h2>\n<ul>\n'
        for error in report.unread:
            yield f"<li><strong>{_text(error.path)}</strong>: {_text(error.reason)}</li>\n"
        yield "</ul>\n</section>\n"


def _by_folder(found: Sequence[Diagnostic]) -> dict[str, _Files]:
    """The files with their findings by folder, sorted; the folder of the top is empty."""
    folders: dict[str, _Files] = {}
    for path, some in groupby(found, key=lambda one: one.path):
        folders.setdefault(path.rpartition("/")[0], []).append((path, list(some)))
    return {folder: folders[folder] for folder in sorted(folders)}


def _filters(found: Sequence[Diagnostic], folders: dict[str, _Files]) -> Iterator[str]:
    """The codes with their numbers, and what only works with script."""
    yield '<form id="filter" aria-label="Filter">\n<fieldset>\n<legend>Codes</legend>\n'
    yield '<p class="scripted"><button type="button" id="all">All</button> '
    yield '<button type="button" id="none">None</button></p>\n<ul class="codes">\n'
    for number, (code, severity, count) in enumerate(by_code(found)):
        yield (
            f'<li><label><input class="scripted" type="checkbox" value="{number}" checked '
            f'autocomplete="off"> <span class="severity {severity}">{severity}</span> '
            f'<b>{code}</b> <span class="count">{count:,}</span></label></li>\n'
        )
    yield "</ul>\n<details>\n<summary>What the codes find</summary>\n<dl>\n"
    for code in sorted({one.code for one in found}):
        yield f"<dt>{code}</dt><dd>{_prose(BY_CODE[code].explanation.finds)}</dd>\n"
    yield "</dl>\n</details>\n</fieldset>\n"
    yield '<p class="scripted"><label for="folder">Folder</label> '
    yield '<select id="folder" autocomplete="off">\n'
    yield f'<option value="">all folders ({len(found):,})</option>\n'
    for folder, number in _counts(folders).items():
        shown = _shown_folder(folder)
        yield f'<option value="{shown}">{shown} ({number:,})</option>\n'
    yield '</select></p>\n<p class="scripted" id="shown" role="status"></p>\n</form>\n'


def _counts(folders: dict[str, _Files]) -> dict[str, int]:
    """How many findings there are in each folder and the folders below it."""
    numbers: Counter[str] = Counter()
    for folder, files in folders.items():
        number = sum(len(some) for _, some in files)
        numbers[folder] += number
        above = folder
        while "/" in above:
            above = above.rpartition("/")[0]
            numbers[above] += number
    return {folder: numbers[folder] for folder in sorted(numbers)}


def _shown_folder(folder: str) -> str:
    return f"{_text(folder)}/" if folder else "./"


def _blocks(folders: dict[str, _Files]) -> Iterator[_Block]:
    """The files folder by folder, and what begins and ends a folder."""
    for folder, files in folders.items():
        shown = _shown_folder(folder)
        yield f'<section class="folder" data-folder="{shown}">\n<h2>{shown}</h2>\n'
        yield from files
        yield "</section>\n"


def _block(state: tuple[Report, _Kinds], block: _Block) -> str:
    return block if isinstance(block, str) else "".join(_file(*state, *block))


def _file(report: Report, kinds: _Kinds, path: str, found: Sequence[Diagnostic]) -> Iterator[str]:
    yield f'<section class="file">\n<h3>{_text(path.rpartition("/")[2])}</h3>\n<ol>\n'
    lines = lines_of(report.sources, path)
    for _, alike in groupby(found, key=lambda one: (one.start, one.end)):
        *others, last = alike
        yield from (_finding(one, kinds, "") for one in others)
        yield _finding(last, kinds, _excerpt(last, lines))
    yield "</ol>\n</section>\n"


def _finding(one: Diagnostic, kinds: _Kinds, excerpt: str) -> str:
    related = "".join(
        f'<p class="related">{_text(other.path)}: {_text(other.message)}</p>'
        for other in one.related
    )
    return (
        f'<li data-kind="{kinds[one.code, one.severity]}"><p><span class="place">'
        f"{one.start.line + 1}:{one.start.column + 1}</span> "
        f'<span class="severity {one.severity}">{one.severity}</span> <b>{one.code}</b> '
        f"{_prose(one.message)}</p>{excerpt}{related}</li>\n"
    )


def _excerpt(one: Diagnostic, lines: Sequence[str]) -> str:
    """The finding's first line as far as it stands around the finding, with the finding marked."""
    number = one.start.line
    if number >= len(lines):
        return ""
    line = lines[number]
    start = one.start.column
    end = one.end.column if one.end.line == number else len(line)
    end = min(max(end, start), start + _LONGEST_MARK, len(line))
    left, right = max(start - _AROUND, 0), min(end + _AROUND, len(line))
    before = ("…" if left else "") + line[left:start]
    after = line[end:right] + ("…" if right < len(line) else "")
    return (
        f'<pre dir="auto">{_text(before)}<mark class="{one.severity}">{_text(line[start:end])}'
        f"</mark>{_text(after)}</pre>"
    )


def _prose(text: str) -> str:
    """A sentence; what stands in backticks is set as code."""
    parts = _text(text).split("`")
    if len(parts) % 2 == 0 or "" in parts[1:-1]:  # A backtick is named itself.
        return "`".join(parts)
    parts[1::2] = [f"<code>{part}</code>" for part in parts[1::2]]
    return "".join(parts)


def _text(text: str) -> str:
    """Text for an element or an attribute; what is not seen is an escape."""
    return escape(unbroken(text))
