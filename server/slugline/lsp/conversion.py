"""Places of the core (paths, code points) to those of the protocol: the only place that does it.

An open document knows its own lines. Of an article on disk the facts do, and its columns are those
of the client wherever no character takes more than one unit: then its file is not read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import groupby

import msgspec
from lsprotocol import types

from slugline.check import Diagnostic
from slugline.errors import ReadError
from slugline.features.view import Location
from slugline.lsp.positions import Encoding, units_of
from slugline.lsp.snapshot import Texts
from slugline.lsp.table import Encoded
from slugline.lsp.uris import quoted, uri_of
from slugline.text import Place, Span
from slugline.wiki.articles import Articles

SOURCE = "slugline"

SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}

_UNNECESSARY = frozenset({"trailing-space"})
_DEPRECATED = frozenset({"redirected-link"})
"""What editors fade out, and what they strike through: a name that is an old one."""

_BATCH = 2_000
"""Locations between two pauses: a few milliseconds of work."""

_Columns = tuple[int, int, int, int]
"""Start line and character, end line and character, in the client's units."""


class Conversion:
    """Converts for one client: in its encoding, and with no more than it understands."""

    def __init__(
        self,
        encoding: Encoding,
        *,
        related: bool = False,
        unnecessary: bool = False,
        deprecated: bool = False,
    ) -> None:
        self._encoding = encoding
        self._related = related
        self._tags = {
            **dict.fromkeys(_UNNECESSARY if unnecessary else (), types.DiagnosticTag.Unnecessary),
            **dict.fromkeys(_DEPRECATED if deprecated else (), types.DiagnosticTag.Deprecated),
        }
        self._bases: dict[str, str] = {}

    # -- places

    def uri(self, texts: Texts, path: str) -> str:
        """The URI of a file of a wiki, as the client writes it where it is open."""
        opened = texts.documents.get(path)
        if opened is not None:
            return opened.document.uri
        base = self._bases.get(texts.base)
        if base is None:
            base = self._bases[texts.base] = uri_of(texts.base)
        return base + quoted(path)

    def range_of(self, texts: Texts, path: str, span: Span) -> types.Range:
        """The range of a span of an article, open or on disk."""
        line, character, end_line, end = next(iter(self._columns(texts, path, (span,))))
        return types.Range(types.Position(line, character), types.Position(end_line, end))

    def location(self, texts: Texts, path: str, span: Span) -> types.Location:
        """The location of a span of an article."""
        return types.Location(self.uri(texts, path), self.range_of(texts, path, span))

    def locations(self, texts: Texts, places: Iterable[Location]) -> Generator[None, None, Encoded]:
        """Many locations as JSON, with pauses; best with those of one article in a row."""
        parts: list[str] = []
        count = 0
        for path, group in groupby(places, key=_path_of):
            parts += self.encoded_locations(texts, path, (one.span for one in group))
            if len(parts) - count >= _BATCH:
                count = len(parts)
                yield
        return Encoded(f"[{','.join(parts)}]".encode())

    def encoded_locations(self, texts: Texts, path: str, spans: Iterable[Span]) -> list[str]:
        """Locations of one article, each as JSON."""
        start = f'{{"uri":{_json(self.uri(texts, path))},"range":'
        return [f"{start}{place}}}" for place in self.encoded_ranges(texts, path, spans)]

    def encoded_ranges(self, texts: Texts, path: str, spans: Iterable[Span]) -> list[str]:
        """Ranges of one article, each as JSON."""
        return [
            f'{{"start":{{"line":{line},"character":{character}}},'
            f'"end":{{"line":{end_line},"character":{end}}}}}'
            for line, character, end_line, end in self._columns(texts, path, spans)
        ]

    def _columns(
        self, texts: Texts, path: str, spans: Iterable[Span]
    ) -> Iterator[_Columns] | list[_Columns]:
        """Lines and columns of some spans of one article."""
        opened = texts.documents.get(path)
        articles = texts.articles
        if opened is not None and opened.article is not None:
            return self._columns_in(opened.article.source, opened.article.starts, spans)
        if path not in articles:
            return self._columns_in("", [0], spans, is_plain=True)
        if _is_plain(articles.widest_of(path), self._encoding):
            return _plain_columns(articles, path, [*spans])
        try:
            text = texts.read(path).source
        except ReadError:  # gone since: any column is as good as another
            return _plain_columns(articles, path, [*spans])
        return self._columns_in(text, articles[path].line_starts, spans)

    def _columns_in(
        self, text: str, starts: Sequence[int], spans: Iterable[Span], *, is_plain: bool = False
    ) -> Iterator[_Columns]:
        plain = is_plain or text.isascii()
        for span in spans:
            line = max(bisect_right(starts, span.start) - 1, 0)
            end_line = line
            if line + 1 < len(starts) and starts[line + 1] <= span.end:
                end_line = bisect_right(starts, span.end) - 1
            first, last = starts[line], starts[end_line]
            if plain:
                yield line, max(span.start - first, 0), end_line, max(span.end - last, 0)
            else:
                yield (
                    line,
                    units_of(text[first : span.start], span.start, self._encoding),
                    end_line,
                    units_of(text[last : span.end], span.end, self._encoding),
                )

    # -- findings

    def diagnostic(self, texts: Texts, one: Diagnostic) -> types.Diagnostic:
        """A finding as the client understands it."""
        if one.path in texts.articles:
            place = self.range_of(texts, one.path, one.span)
        else:  # of a configuration file: whole lines
            place = types.Range(_position(one.start), _position(one.end))
        tag = self._tags.get(one.code)
        return types.Diagnostic(
            range=place,
            message=one.message,
            severity=SEVERITIES[one.severity],
            code=one.code,
            source=SOURCE,
            tags=[tag] if tag else None,
            related_information=self._related_to(texts, one),
        )

    def _related_to(
        self, texts: Texts, one: Diagnostic
    ) -> list[types.DiagnosticRelatedInformation] | None:
        if not self._related:
            return None
        articles = texts.articles
        return [
            types.DiagnosticRelatedInformation(
                self.location(texts, related.path, articles[related.path].title_span),
                related.message,
            )
            for related in one.related
            if related.path in articles
        ] or None

    def encoded(self, texts: Texts, found: Iterable[Diagnostic]) -> bytes:
        """What `diagnostic` gives of many findings, as a JSON array: ten times as quick."""
        return msgspec.json.encode([self._plain(texts, one) for one in found])

    def _plain(self, texts: Texts, one: Diagnostic) -> dict[str, object]:
        if one.path in texts.articles:
            line, start, end_line, end = next(iter(self._columns(texts, one.path, (one.span,))))
        else:
            line, start = one.start.line, one.start.column
            end_line, end = one.end.line, one.end.column
        plain: dict[str, object] = {
            "range": {
                "start": {"line": line, "character": start},
                "end": {"line": end_line, "character": end},
            },
            "message": one.message,
            "severity": int(SEVERITIES[one.severity]),
            "code": one.code,
            "source": SOURCE,
        }
        if tag := self._tags.get(one.code):
            plain["tags"] = [int(tag)]
        if one.related and (related := self._related_to(texts, one)):
            plain["relatedInformation"] = [
                {"location": _plain_location(more.location), "message": more.message}
                for more in related
            ]
        return plain


def _plain_columns(articles: Articles, path: str, spans: Sequence[Span]) -> list[_Columns]:
    """Those of an article in which a code point is a unit; no facts are made of it."""
    found = []
    places = articles.lines_at(path, [span.start for span in spans])
    for span, (line, first, after) in zip(spans, places, strict=True):
        start, end = span.start - first, span.end - first
        end_line = line
        if 0 <= after <= span.end:
            ((end_line, last, _),) = articles.lines_at(path, (span.end,))
            end = span.end - last
        # The byte-order mark is before the first line.
        found.append((line, start if start > 0 else 0, end_line, end if end > 0 else 0))
    return found


def _is_plain(widest: int, encoding: Encoding) -> bool:
    """Whether columns in an encoding are code points, in a text of characters so wide."""
    return widest == 1 or encoding == "utf-32" or (encoding == "utf-16" and widest < 4)


def _position(place: Place) -> types.Position:
    return types.Position(place.line, place.column)


def _plain_location(location: types.Location) -> dict[str, object]:
    start, end = location.range.start, location.range.end
    return {
        "uri": location.uri,
        "range": {
            "start": {"line": start.line, "character": start.character},
            "end": {"line": end.line, "character": end.character},
        },
    }


def _json(text: str) -> str:
    return msgspec.json.encode(text).decode()


def _path_of(location: Location) -> str:
    return location.path
