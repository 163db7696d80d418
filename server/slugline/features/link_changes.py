"""Parts of links replaced in the whole wiki, placed by facts: no file is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import merge

from slugline.features.wiki_edit import TextChange, text_change
from slugline.model.edits import Edit
from slugline.text import Span
from slugline.wiki import Wiki

Parts = Mapping[str, Collection[Edit]]
"""Link texts, and the edits of each; they count from the text's own start."""


def link_changes(
    wiki: Wiki,
    parts: Parts,
    path: str = "",
    own_edits: Collection[Edit] = (),
    own_parts: Parts | None = None,
) -> Iterator[TextChange]:
    """Edits every link with one of some texts, article by article, in order of path.

    In the article at `path`, links with a text of `own_parts` are edited too, and `own_edits` are
    made beside.
    """
    here = {**parts, **(own_parts or {})}
    facts = wiki.articles.get(path)
    own = [(path, facts.links_among(here))] if facts is not None else []
    others = ((one, links) for one, links in wiki.links.placed(parts) if one != path)
    for one, links in merge(others, own):
        if one == path:
            yield from text_change(one, (*own_edits, *_edits(links, here)))
        else:
            yield from text_change(one, _edits(links, parts))


def _edits(links: Iterable[tuple[str, int]], parts: Parts) -> Iterator[Edit]:
    for text, start in links:
        base = start + 2
        for edit in parts[text]:
            yield Edit(Span(base + edit.span.start, base + edit.span.end), edit.text)


def slug_parts(wiki: Wiki, slugs: Mapping[str, str]) -> dict[str, list[Edit]]:
    """New slugs in place of old ones, in the links that name one of them.

    Labels, sections, and what reaches a slug by a redirect stay.
    """
    return {
        text: [Edit(wiki.links.read(text).slug_span, new)]
        for old, new in slugs.items()
        for text in wiki.links.naming(old)
    }
