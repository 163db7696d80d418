"""Edits of the redirects in a `slugline.toml`, given its text.

What comes out is read by `tomllib` again and compared: an edit is only given where the file then
says exactly what is wanted, and all else as before.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Set

from slugline.errors import RefusedError
from slugline.features.wiki_edit import WikiEdit, text_change
from slugline.model.edits import Edit, apply_edits
from slugline.model.slugs import is_slug
from slugline.rules.rule import NewFile
from slugline.text import BYTE_ORDER_MARK, Span, line_starts
from slugline.wiki import Wiki

_FILE = "slugline.toml"
_BARE_KEY = re.compile(r"[a-z0-9-]+")
_HEADER = re.compile(
    r"^[ \t]*\[[ \t]*redirects[ \t]*\][ \t]*(?:#[^\r\n]*)?(\r\n|\n|\Z)", re.MULTILINE
)
_PAIR = re.compile(
    r"""(?:(?P<bare>[A-Za-z0-9_-]+)|"(?P<basic>[^"\\\r\n]*)"|'(?P<literal>[^'\r\n]*)')"""
    r"""[ \t]*=[ \t]*(?P<value>"[^"\\\r\n]*"|'[^'\r\n]*')"""
)


def retargeted(wiki: Wiki, text: str | None, slugs: Mapping[str, str]) -> tuple[Edit, ...]:
    """The edits after which each redirect to an old slug leads to its new one.

    `slugs` is old slug to new slug, `text` that of the configuration file, None where it can't be
    had. A redirect that would lead to itself is taken out. Raises RefusedError where a redirect
    has to change and can't be.
    """
    redirects = [one for one in wiki.configuration.redirects if one.new in slugs]
    if not redirects:
        return ()
    refused = RefusedError(
        f"{wiki.configuration.path or _FILE} has a redirect to `{redirects[0].new}` "
        "that can't be changed here: change it first"
    )
    if text is None:
        raise refused
    starts = [*line_starts(text), len(text)]
    edits: list[Edit] = []
    for redirect in redirects:
        if redirect.line + 1 >= len(starts):
            raise refused
        line = Span(starts[redirect.line], starts[redirect.line + 1])
        pair = next(
            (
                pair
                for pair in _PAIR.finditer(text, line.start, line.end)
                if (pair["bare"] or pair["basic"] or pair["literal"]) == redirect.old
                and pair["value"][1:-1] == redirect.new
            ),
            None,
        )
        if pair is None:
            raise refused
        new = slugs[redirect.new]
        if new == redirect.old:
            if line.of(text).strip() != pair.group():
                raise refused
            edits.append(Edit(line, ""))
        else:
            start, end = pair.span("value")
            edits.append(Edit(Span(start + 1, end - 1), new))

    def wanted(said: dict[str, str]) -> dict[str, str]:
        return {
            old: slugs.get(new, new)
            for old, new in said.items()
            if new not in slugs or slugs[new] != old
        }

    if not _changes(text, edits, wanted):
        raise refused
    return tuple(edits)


def add_redirect(wiki: Wiki, text: str | None, old: str, new: str) -> WikiEdit:
    """One more redirect: `old` leads to `new`; see `add_redirects`."""
    return add_redirects(wiki, text, {old: new})


def add_redirects(
    wiki: Wiki, text: str | None, redirects: Mapping[str, str], *, without: Set[str] = frozenset()
) -> WikiEdit:
    """More redirects, old slug to new slug, in the `slugline.toml` or in a new one.

    `text` is that of the configuration file, None where there is none; `without` are the paths of
    articles that are about to go, whose slugs are free. Raises RefusedError where an old slug is
    taken or no slug, where a new one leads to nothing or back to it, and where the file is of a
    form that can't be added to.
    """
    lines = []
    for old, new in redirects.items():
        _check(wiki, old, new, without)
        name = old if _BARE_KEY.fullmatch(old) else json.dumps(old, ensure_ascii=False)
        lines.append(f"{name} = {json.dumps(new, ensure_ascii=False)}")
    path = wiki.configuration.path
    if not path:
        return WikiEdit((NewFile(_FILE, "\n".join(["[redirects]", *lines, ""])),))
    refused = RefusedError(f"{path} has no place for a redirect: add `{lines[0]}` yourself")
    if text is None:
        raise refused
    line_break = "\r\n" if "\r\n" in text else "\n"
    body = "".join(f"{line}{line_break}" for line in lines)
    header = _HEADER.search(text)
    if header is not None:
        lead = "" if header[1] else line_break
        edit = Edit(Span(header.end(), header.end()), f"{lead}{body}")
    else:
        lead = line_break if text and not text.endswith("\n") else ""
        gap = line_break if text.strip() else ""
        edit = Edit(Span(len(text), len(text)), f"{lead}{gap}[redirects]{line_break}{body}")
    if not _changes(text, [edit], lambda said: {**said, **redirects}):
        raise refused
    return WikiEdit(text_change(path, [edit]))


def _check(wiki: Wiki, old: str, new: str, without: Set[str]) -> None:
    """Raises RefusedError where `old` can't be a redirect to `new`."""
    if not is_slug(old):
        raise RefusedError(f"`{old}` is not a slug, so it can't be a redirect")
    staying = [path for path in wiki.paths_of(old) if path not in without]
    if staying:
        raise RefusedError(f"`{old}` is the slug of the article {staying[0]}")
    if old in wiki.configuration.redirect_targets:
        raise RefusedError(f"`{old}` is a redirect already")
    target = wiki.resolve(new)
    leads = target.kind == "inventory" or (
        target.kind == "article" and not set(target.paths) <= without
    )
    if not leads or target.slug == old:
        raise RefusedError(f"no article has the slug `{new}`")


def _changes(
    text: str, edits: list[Edit], wanted: Callable[[dict[str, str]], dict[str, str]]
) -> bool:
    """Whether the edits change the redirects to what is wanted, and nothing else."""
    try:
        before = tomllib.loads(text.removeprefix(BYTE_ORDER_MARK))
        after = tomllib.loads(apply_edits(text, edits).removeprefix(BYTE_ORDER_MARK))
        said = wanted(before.pop("redirects", {}))
    except (ValueError, AttributeError, TypeError, RecursionError):
        return False
    return after.pop("redirects", {}) == said and before == after
