"""Shows an article as each engine colours it, side by side, on one page without scripts.

    python -m grammar.show OUT.html [ARTICLE] [--screenshot OUT.png]

The TextMate grammar colours by its scopes, the tree-sitter grammar by its captures, the server by
its semantic tokens; `names.toml` says which of these mean the same, and that has one colour here.
An engine that can't be had says why in its column. ARTICLE is by default one of the tests'. It
needs what the tests need, and for a screenshot Chromium.
"""

from __future__ import annotations

import argparse
import html
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from grammar.generate import kinds
from slugline.features.semantic_tokens import semantic_tokens
from slugline.model.slugs import is_slug
from slugline.syntax import parse
from slugline.text import decode
from tests.grammar.engine import Coloured, engines
from tests.little_wiki import LittleWiki
from tests.tools.debian import program
from tests.tools.place import ToolMissingError

ARTICLE = Path(__file__).resolve().parent.parent / "tests" / "grammar" / "otters.article"
SIZE = (1440, 700)
"""Of a screenshot, in pixels."""

KINDS = {
    "title": "title",
    "heading": "heading",
    "slug": "target",
    "section": "target",
    "label": "label",
    "entity": "entity",
    "escape": "escape",
    "publisher": "publisher",
}
"""The class on the page of each kind that is neither a mark, nor a problem, nor plain text."""

LEGEND = (*dict.fromkeys(KINDS.values()), "mark", "problem")

STYLE = """
:root { color-scheme: light dark; --text: #24292f; --faint: #6e7781; --line: #d8dee4;
  --page: #f6f8fa; --paper: #ffffff; --title: #8250df; --heading: #0550ae; --target: #116329;
  --label: #953800; --escape: #9a6700; --problem: #cf222e; }
@media (prefers-color-scheme: dark) { :root { --text: #d1d7e0; --faint: #7d8590; --line: #30363d;
  --page: #0d1117; --paper: #151b23; --title: #d2a8ff; --heading: #79c0ff; --target: #7ee787;
  --label: #ffa657; --escape: #e3b341; --problem: #ff7b72; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.25rem; background: var(--page); color: var(--text);
  font: 13px/1.6 "DejaVu Sans Mono", ui-monospace, monospace; }
header { display: flex; flex-wrap: wrap; gap: 0 1.5rem; margin: 0 .25rem .9rem; }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1rem; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 8px;
  min-width: 0; }
h2 { margin: 0; padding: .55rem 1rem; border-bottom: 1px solid var(--line); font-size: 13px; }
h2 small { font-weight: normal; color: var(--faint); margin-left: .5rem; }
p { margin: 0; padding: .15rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere;
  min-height: 1.6em; }
p:first-of-type { padding-top: .7rem; }
p:last-of-type { padding-bottom: .8rem; }
.missing { color: var(--faint); }
.title { color: var(--title); font-weight: bold; }
.heading { color: var(--heading); font-weight: bold; }
.target { color: var(--target); text-decoration: underline; text-underline-offset: 3px; }
.label { color: var(--label); }
.entity { font-weight: bold; }
.publisher { color: var(--label); }
.mark { color: var(--faint); font-weight: normal; }
.escape { color: var(--escape); }
.problem { color: var(--problem); text-decoration: underline wavy; }
"""

Column = tuple[str, str, Callable[[str], list[Coloured]]]
"""An engine's name, what its colours go by, and what gives them."""


def page(text: str, name: str) -> str:
    """The page as HTML. `name` is the article's."""
    columns = "\n".join(_column(text, *column) for column in _columns())
    legend = "".join(f'<span class="{one}">{one}</span>' for one in LEGEND)
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{html.escape(name)}, as each engine colours it</title>
<style>{STYLE}</style>
<header>{legend}</header>
<main>
{columns}
</main>
</html>
"""


def _columns() -> Iterator[Column]:
    by = {"TextMate": "scopes", "tree-sitter": "captures"}
    for engine in engines():
        yield engine.name, by[engine.name], engine.coloured
    yield "Language server", "semantic tokens", of_server


def of_server(text: str) -> list[Coloured]:
    """The server's semantic tokens, in a wiki where every link leads to an article."""
    slugs = {link.slug for link in parse(text).links if is_slug(link.slug)}
    files = {
        "slugline.toml": 'inventories = ["others.tsv"]',
        "others.tsv": "".join(f"{slug}\t{slug}\n" for slug in sorted(slugs)),
        "here.article": text,
    }
    view = LittleWiki(files, ("here.article", 0)).view()
    return [
        Coloured(token.span.start, token.span.end, (_token(token.type, token.modifiers),))
        for token in semantic_tokens(view)
    ]


def _token(kind: str, modifiers: tuple[str, ...]) -> str:
    return ".".join((kind, *modifiers))


def _classes() -> dict[str, str]:
    """The class of the page for each scope, capture and token."""
    classes: dict[str, str] = {}
    for name, kind in kinds().items():
        is_mark = kind.scope.startswith("punctuation.")
        is_problem = kind.scope.startswith("invalid.")
        chosen = "mark" if is_mark else "problem" if is_problem else KINDS.get(name, "")
        own = (kind.scope.split()[-1], kind.capture, _token(kind.token, kind.modifiers))
        for one in own:
            if one and chosen:
                classes.setdefault(one, chosen)
    return classes


def _column(text: str, name: str, goes_by: str, coloured: Callable[[str], list[Coloured]]) -> str:
    title = f"<h2>{name} <small>{goes_by}</small></h2>"
    try:
        lines = _lines(text, coloured(text))
    except ToolMissingError as error:
        lines = [f'<span class="missing">{html.escape(str(error))}</span>']
    return f"<section>{title}{''.join(f'<p>{line}</p>' for line in lines)}</section>"


def _lines(text: str, parts: list[Coloured]) -> list[str]:
    """Each line as HTML; no part crosses a line's end."""
    classes = _classes()
    written: list[str] = []
    position = 0
    for part in parts:
        written.append(html.escape(text[position : part.start]))
        inner = html.escape(text[part.start : part.end])
        own = dict.fromkeys(classes[name] for name in part.names if name in classes)
        written.append(f'<span class="{" ".join(own)}">{inner}</span>' if own else inner)
        position = part.end
    written.append(html.escape(text[position:]))
    return "".join(written).removesuffix("\n").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def screenshot(page: Path, image: Path) -> None:
    """A picture of the page's top.

    Raises:
        ToolMissingError: where Chromium can't be had.

    """
    chromium = program("chromium", "chromium", "fonts-dejavu-core")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                str(chromium),
                *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
                *("--no-first-run", "--disable-background-networking", "--disable-sync"),
                *("--disable-component-update", "--hide-scrollbars", "--disable-lcd-text"),
                f"--user-data-dir={profile}",
                f"--window-size={SIZE[0]},{SIZE[1]}",
                f"--screenshot={image.resolve()}",
                page.resolve().as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )


def main() -> int:
    """Writes the page, and the picture where one is wanted."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("page", type=Path, metavar="OUT.html")
    parser.add_argument("article", type=Path, nargs="?", default=ARTICLE, metavar="ARTICLE")
    parser.add_argument("--screenshot", type=Path, metavar="OUT.png")
    given = parser.parse_args()
    text = decode(given.article.read_bytes()).source
    given.page.write_text(page(text, given.article.name), encoding="utf-8")
    if given.screenshot:
        try:
            screenshot(given.page, given.screenshot)
        except ToolMissingError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
