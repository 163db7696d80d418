"""The tree that an article has in tree-sitter: as it should be, by the Python parser, and as it is.

Each part of an article is a node with the name of its kind, and lies in the nodes that it is part
of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from tree_sitter import Tree

from slugline.syntax import Article, Block, Entity, Link, Problem
from slugline.text import Span


@dataclass(slots=True)
class Node:
    """A named node: its place in code points, its field in its parent, its children."""

    kind: str
    start: int
    end: int
    role: str = ""
    children: list[Node] = field(default_factory=list)

    def written(self, indent: int | None = None) -> str:
        """The node as tree-sitter writes it, on one line, or by lines from `indent` blanks on."""
        text = f"{self.role}: ({self.kind}" if self.role else f"({self.kind}"
        for child in self.children:
            if indent is None:
                text += f" {child.written()}"
            else:
                text += f"\n{' ' * (indent + 2)}{child.written(indent + 2)}"
        return f"{text})"

    def all(self) -> Iterator[Node]:
        """The node and all nodes in it, in order of their starts."""
        yield self
        for child in self.children:
            yield from child.all()


def of_article(article: Article) -> Node:
    """The tree of an article as the Python parser reads it."""
    root = Node("article", 0, len(article.source))
    open_nodes = [root]
    # The sort is stable: of parts of one place, the one that holds the others is named first.
    for part in sorted(_parts(article), key=lambda part: (part.start, -part.end)):
        while not (open_nodes[-1].start <= part.start and part.end <= open_nodes[-1].end):
            open_nodes.pop()
        open_nodes[-1].children.append(part)
        open_nodes.append(part)
    return root


def _parts(article: Article) -> Iterator[Node]:
    for section in article.sections:
        yield Node("section", section.heading.span.start, section.span.end)
    for block in article.blocks:
        if block.kind != "blank":
            yield from _block_parts(article, block)
    if article.attribution:
        yield _node("attribution", article.attribution.span)
        yield _node("publisher", article.attribution.publisher_span, "publisher")
    for mark in article.marks:
        match mark:
            case Link():
                yield _node("link", mark.span)
                if mark.slug_span:
                    yield _node("slug", mark.slug_span, "slug")
                if mark.section_span:
                    yield _node("anchor", mark.section_span, "section")
                if mark.label_span:
                    yield _node("label", mark.label_span, "label")
            case Entity():
                yield _node("entity", mark.span)
                yield _node("text", mark.text_span, "text")
            case Problem():
                yield _node(mark.kind.replace("-", "_"), mark.span)
            case _:
                yield _node("escape", mark.span)


def _block_parts(article: Article, block: Block) -> Iterator[Node]:
    yield _node("lead" if block is article.lead else block.kind, block.span)
    if block.text_span.start > block.span.start:
        length = 2 if block.kind == "heading" else 1
        yield Node(f"{block.kind}_marker", block.span.start, block.span.start + length)
    if block.kind == "title":
        yield _node("text", block.text_span, "text")
    elif block.kind == "heading":
        yield _node("name", block.text_span, "name")


def _node(kind: str, span: Span, name: str = "") -> Node:
    return Node(kind, span.start, span.end, name)


def of_tree(tree: Tree, text: str) -> Node:
    """The named nodes of a tree that tree-sitter made of a text in UTF-8."""
    if text.isascii():
        points = None
    else:
        sizes = accumulate((len(char.encode()) for char in text), initial=0)
        points = {size: point for point, size in enumerate(sizes)}
    cursor = tree.walk()

    def read() -> Node:
        at = cursor.node
        assert at
        start, end = at.start_byte, at.end_byte
        if points:
            start, end = points[start], points[end]
        node = Node(at.type, start, end, cursor.field_name or "")
        if cursor.goto_first_child():
            while True:
                if cursor.node and cursor.node.is_named:
                    node.children.append(read())
                if not cursor.goto_next_sibling():
                    break
            cursor.goto_parent()
        return node

    root = read()
    # Blanks around an article belong to it.
    root.start, root.end = 0, len(text)
    return root
