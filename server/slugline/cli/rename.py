"""`slugline rename`: another slug for an article, in the whole wiki and in one go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from slugline.check import change, examine_decoded
from slugline.cli.codes import SLUG
from slugline.cli.help import Command
from slugline.cli.opening import OpenWiki, open_here
from slugline.cli.patches import Changed, write_patch
from slugline.cli.terminal import complain, root_option
from slugline.disk.discovery import is_article, links_to
from slugline.disk.journal import change_all
from slugline.disk.reading import read_file
from slugline.disk.writing import check_free
from slugline.errors import ReadError, RefusedError, UsageError, WriteError
from slugline.features.redirects import add_redirect
from slugline.features.rename_slug import rename_slug
from slugline.features.wiki_edit import Change, FileRename, TextChange
from slugline.model.edits import apply_edits
from slugline.model.facts import stem_of
from slugline.report import counted
from slugline.rules.rule import NewFile
from slugline.text import Decoded, decode, unbroken

_MAX_CONFIGURATION = 2_000_000
"""In bytes; a larger one was refused before."""

_SHOWN = 20
"""So many files that can't be read are named."""


class _File(msgspec.Struct):
    """A file that changes: its text now (None where there is none), after, and its new path."""

    before: Decoded | None
    after: str
    new_path: str = ""


class _Plan(msgspec.Struct):
    files: dict[str, _File]
    links: int = 0
    articles: int = 0
    new_path: str = ""


@click.command(
    "rename",
    cls=Command,
    examples=[
        ("slugline rename eel-weir weir --dry-run", "what would change, as a patch"),
        ("slugline rename eel-weir weir --redirect", "links from elsewhere still lead there"),
    ],
)
@click.argument("old", type=SLUG)
@click.argument("new", type=SLUG)
@click.option("--redirect", is_flag=True, help="Let the old slug lead to the new one.")
@click.option("--dry-run", is_flag=True, help="Write nothing; show what would change as a patch.")
@root_option
def command(old: str, new: str, redirect: bool, dry_run: bool, root: Path | None) -> int:
    """Give the article with the slug OLD the slug NEW.

    Its file gets the new name; every link to it follows, and every redirect in slugline.toml. All
    of it is done, or nothing: what is stopped half-way is ended by the next command.
    """
    opened = open_here(root)
    try:
        plan = _plan(opened, old, new, redirect=redirect)
    except RefusedError as error:
        raise UsageError(str(error)) from None
    if dry_run:
        _show(opened, plan)
    else:
        _write(opened, plan)
    _say(opened, plan, old, new, "Would rename" if dry_run else "Renamed")
    return 0


def _plan(opened: OpenWiki, old: str, new: str, *, redirect: bool) -> _Plan:
    wiki = opened.wiki
    target = wiki.resolve(old)
    if target.kind == "missing" and not wiki.links.naming(old):
        _check_all_is_read(opened, old)
        near = wiki.nearest(old)
        hint = f"; near: {', '.join(f'`{one}`' for one in near)}" if near else ""
        raise UsageError(f"no article has the slug `{unbroken(old)}`, and no link names it{hint}")
    if not new.strip():
        raise UsageError("the new slug is empty: say which slug the article is to have")
    if old == new:
        raise UsageError("the new slug is the old one")
    configuration = _configuration(opened)
    said = None if configuration is None else configuration.source
    plan = _Plan({})
    for one in rename_slug(wiki, old, new, said):
        _take(opened, plan, one, configuration)
    if plan.new_path:
        [path] = wiki.paths_of(old)
        _check_place(opened, path, plan.new_path)
    _check_all_is_read(opened, old)
    if redirect:
        moved = plan.new_path
        if moved:
            [path] = wiki.paths_of(old)
            facts = wiki.articles[path]
            change(wiki, {path: None, moved: msgspec.structs.replace(facts, slug=new)})
        before = plan.files.get(wiki.configuration.path)
        said = before.after if before else said
        for one in add_redirect(wiki, said, old, new).changes:
            _take(opened, plan, one, configuration)
    return plan


def _check_place(opened: OpenWiki, path: str, new_path: str) -> None:
    """Refuses a new path of an article where something is there, or where it would be none.

    So it does where a symbolic link would be left without its file. Raises UsageError, WriteError.
    """
    try:
        check_free(new_path, root=opened.root, moved=path)
    except WriteError as error:
        raise WriteError(opened.shown(error.path), error.reason) from None
    if not is_article(opened.root, new_path, opened.configuration):
        raise UsageError(
            f"{opened.shown(new_path)} would be no article of this wiki: "
            "`include`, `exclude` or an ignore file leaves it out"
        )
    links = links_to(opened.root, opened.configuration, path)
    if links:
        raise UsageError(
            f"{opened.shown(links[0])} is a symbolic link to {opened.shown(path)} and would lead "
            "to nothing: remove it first, or let it lead elsewhere"
        )


def _check_all_is_read(opened: OpenWiki, old: str) -> None:
    """Raises UsageError where files can't be read: they may have the slug, or links to it."""
    unread = sorted({f"{opened.shown(one.path)}: {one.reason}" for one in opened.problems})
    if not unread:
        return
    more = len(unread) - _SHOWN
    lines = [*unread[:_SHOWN], *([f"… and {more:,} more"] if more > 0 else [])]
    raise UsageError(
        f"`{unbroken(old)}` is not renamed, because not everything could be read, and there may "
        "be links to it: mend these files, or add them to `exclude` in slugline.toml\n"
        + "\n".join(lines)
    )


def _configuration(opened: OpenWiki) -> Decoded | None:
    path = opened.configuration.path
    if not path:
        return None
    return decode(_bytes(opened, path, _MAX_CONFIGURATION))


def _bytes(opened: OpenWiki, path: str, max_size: int) -> bytes:
    try:
        return read_file(f"{opened.root}/{path}", max_size)
    except ReadError as error:
        raise type(error)(opened.shown(path), error.reason) from None


def _take(opened: OpenWiki, plan: _Plan, one: Change, configuration: Decoded | None) -> None:
    """Adds a change to what is planned."""
    match one:
        case TextChange(path, edits):
            file = plan.files.get(path)
            if file is None:
                is_article = path != opened.configuration.path
                decoded = _article(opened, path) if is_article else configuration
                assert decoded is not None
                file = plan.files[path] = _File(decoded, decoded.source)
                if is_article:
                    plan.links += len(edits)
                    plan.articles += 1
            file.after = apply_edits(file.after, edits)
        case FileRename(path, new_path):
            plan.new_path = new_path
            if path not in plan.files:
                decoded = _article(opened, path)
                plan.files[path] = _File(decoded, decoded.source)
            plan.files[path].new_path = new_path
        case NewFile(path, text):
            plan.files[path] = _File(None, text)


def _article(opened: OpenWiki, path: str) -> Decoded:
    """The text of an article, which must be the one that its links were counted in."""
    decoded = decode(_bytes(opened, path, opened.configuration.max_size))
    if opened.is_as_read(path):
        return decoded
    schema = opened.configuration.schema
    if examine_decoded(decoded, stem_of(path), schema).facts != opened.wiki.articles[path]:
        raise WriteError(opened.shown(path), "has just been changed: try again")
    return decoded


def _show(opened: OpenWiki, plan: _Plan) -> None:
    files: dict[str, Changed] = {}
    for path, one in plan.files.items():
        shown = opened.shown(path)
        if one.before is not None and one.before.invalid:
            complain(f"{shown} is not in the patch: it has bytes that are not UTF-8")
            continue
        old = shown if one.new_path else ""
        before = None if one.before is None else one.before.source
        files[opened.shown(one.new_path or path)] = Changed(before, one.after, old)
    write_patch(files, None)


def _write(opened: OpenWiki, plan: _Plan) -> None:
    texts: dict[str, tuple[bytes | None, bytes]] = {}
    for path, one in plan.files.items():
        if one.before is None:
            texts[path] = (None, one.after.encode())
        elif one.after != one.before.source:
            texts[path] = (one.before.encode(), one.before.encode(one.after))
    moves = {path: one.new_path for path, one in plan.files.items() if one.new_path}
    try:
        change_all(opened.root, texts, moves)
    except WriteError as error:
        raise WriteError(opened.shown(error.path), error.reason) from None


def _say(opened: OpenWiki, plan: _Plan, old: str, new: str, done: str) -> None:
    click.echo(" ".join(_told(opened, plan, old, new, done)), err=True)


def _told(opened: OpenWiki, plan: _Plan, old: str, new: str, done: str) -> Iterator[str]:
    where = f", now {unbroken(opened.shown(plan.new_path))}" if plan.new_path else ""
    path = opened.configuration.path or "slugline.toml"
    redirects = f"the redirects in {unbroken(opened.shown(path))}" if path in plan.files else ""
    yield f"{done} `{old}` to `{new}`{where}:"
    if plan.links:
        yield f"{counted(plan.links, 'link')} in {counted(plan.articles, 'article')}"
        if redirects:
            yield f"and {redirects}"
    else:
        yield f"no link, but {redirects}" if redirects else "no link names it"
