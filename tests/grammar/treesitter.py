"""The tree-sitter grammar as an engine: the committed parser, compiled, in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from tree_sitter import Parser

from grammar.generate import kinds
from tests.grammar.compiled import language
from tests.grammar.engine import COMPARED, Mark
from tests.grammar.tree import Node, of_tree

_KIND_OF = {kind.node: name for name, kind in kinds().items() if name in COMPARED}
_WITHOUT_MARKER = frozenset({"title", "heading"})


class TreeSitter:
    """Nodes of the tree, by the names that grammar/names.toml gives to their kinds."""

    name = "tree-sitter"

    def marks(self, texts: Sequence[str]) -> list[list[Mark]]:
        """See `Engine`."""
        return [sorted(_marks(of_tree(self._parser.parse(text.encode()), text))) for text in texts]

    @cached_property
    def _parser(self) -> Parser:
        return Parser(language())


def _marks(root: Node) -> Iterator[Mark]:
    for node in root.all():
        kind = _KIND_OF.get(node.kind)
        if kind:
            place = node.children[-1] if node.kind in _WITHOUT_MARKER else node
            yield Mark(place.start, place.end, kind)
