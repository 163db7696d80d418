"""Edits of the redirects in a `slugline.toml`, given its text.

What comes out is read by `tomllib` again and compared: an edit is only given where the file then
says exactly what is wanted, and all else as before.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Set
from itertools import pairwise

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

    `slugs` is old slug to new slug, `text` that of the configuration file as it is now, perhaps
    not saved, None where it can't be had. A redirect that would lead to itself is taken out.
    Raises RefusedError where a redirect has to change and can't be.
    """
    redirects = {one.old: one.new for one in wiki.configuration.redirects if one.new in slugs}
    redirects |= {old: new for old, new in _said(text).items() if new in slugs}
    if not redirects:
        return ()
    refused = RefusedError(
        f"{wiki.configuration.path or _FILE} has a redirect to `{next(iter(redirects.values()))}` "
        "that can't be changed here: change it first"
    )
    if text is None:
        raise refused
    places = _places(text)
    edits: list[Edit] = []
    for old, new in redirects.items():
        found = [_retarget(text, pair, slugs[new]) for pair in places.get((old, new), ())]
        changes = [edit for edit in found if edit is not None]
        if len(changes) > 1:  # also in a comment or in another table
            only = {old: slugs[new]}
            changes = [edit for edit in changes if _changes(text, [edit], _retargeting(only))]
        if not changes:
            raise refused
        edits.append(changes[0])
    if not _changes(text, edits, _retargeting({old: slugs[new] for old, new in redirects.items()})):
        raise refused
    return tuple(edits)


def _said(text: str | None) -> dict[str, str]:
    """The redirects that a text gives; none where it can't be read."""
    try:
        said = tomllib.loads((text or "").removeprefix(BYTE_ORDER_MARK)).get("redirects", {})
        return {old: new for old, new in said.items() if isinstance(new, str)}
    except (ValueError, AttributeError, RecursionError):
        return {}


def _places(text: str) -> dict[tuple[str, str], list[re.Match[str]]]:
    """Where a text may say that an old slug leads to a new one."""
    places: dict[tuple[str, str], list[re.Match[str]]] = {}
    for pair in _PAIR.finditer(text):
        old = pair["bare"] or pair["basic"] or pair["literal"]
        if old:
            places.setdefault((old, pair["value"][1:-1]), []).append(pair)
    return places


def _retarget(text: str, pair: re.Match[str], new: str) -> Edit | None:
    """The edit after which a pair leads to a new slug; None where it can't be taken out."""
    if new != (pair["bare"] or pair["basic"] or pair["literal"]):
        start, end = pair.span("value")
        return Edit(Span(start + 1, end - 1), new)
    starts = [*line_starts(text), len(text)]
    line = next(Span(*one) for one in pairwise(starts) if one[0] <= pair.start() < one[1])
    return Edit(line, "") if line.of(text).strip() == pair.group() else None


def _retargeting(targets: Mapping[str, str]) -> Callable[[dict[str, str]], dict[str, str]]:
    """Redirects with other targets, by old slug, and without those to themselves."""

    def wanted(said: dict[str, str]) -> dict[str, str]:
        new = {old: targets.get(old, target) for old, target in said.items()}
        return {old: target for old, target in new.items() if targets.get(old) != old}

    return wanted


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
