"""The tree-sitter grammar as an engine: the committed parser, compiled, in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from tree_sitter import Parser, Query, QueryCursor

from grammar.generate import HIGHLIGHTS, kinds
from tests.grammar.compiled import language
from tests.grammar.engine import COMPARED, Coloured, Mark
from tests.grammar.tree import Node, of_tree

_KIND_OF = {kind.node: name for name, kind in kinds().items() if name in COMPARED}
_WITHOUT_MARKER = frozenset({"title", "heading"})


class TreeSitter:
    """Nodes of the tree, by the names that grammar/names.toml gives to their kinds."""

    name = "tree-sitter"

    def marks(self, texts: Sequence[str]) -> list[list[Mark]]:
        """See `Engine`."""
        return [sorted(_marks(of_tree(self._parser.parse(text.encode()), text))) for text in texts]

    def coloured(self, text: str) -> list[Coloured]:
        """See `Engine`."""
        points = [0]
        for point, char in enumerate(text, 1):
            points += [point] * len(char.encode())
        root = self._parser.parse(text.encode()).root_node
        captured = [
            Mark(points[node.start_byte], points[node.end_byte], name)
            for name, nodes in QueryCursor(self._highlights).captures(root).items()
            for node in nodes
        ]
        return list(_flat(captured))

    @cached_property
    def _highlights(self) -> Query:
        return Query(language(), HIGHLIGHTS.read_text(encoding="utf-8"))

    @cached_property
    def _parser(self) -> Parser:
        return Parser(language())


def _marks(root: Node) -> Iterator[Mark]:
    for node in root.all():
        kind = _KIND_OF.get(node.kind)
        if kind:
            place = node.children[-1] if node.kind in _WITHOUT_MARKER else node
            yield Mark(place.start, place.end, kind)


def _flat(captured: list[Mark]) -> Iterator[Coloured]:
    """Parts that hold each other, cut where one begins or ends."""
    nested = sorted(captured, key=lambda mark: (mark.start, -mark.end))
    cuts = sorted({place for mark in captured for place in (mark.start, mark.end)})
    around: list[Mark] = []
    position = 0
    for start, end in pairwise(cuts):
        around = [mark for mark in around if mark.end > start]
        while position < len(nested) and nested[position].start <= start:
            around.append(nested[position])
            position += 1
        if around:
            yield Coloured(start, end, tuple(mark.kind for mark in around))
