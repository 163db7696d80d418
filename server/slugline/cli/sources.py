"""The articles of opened wikis, as reports ask about them: by the paths that the user sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slugline.check import Diagnostic, may_be_mended, safe_fixes
from slugline.cli.opening import OpenWiki
from slugline.errors import ReadError
from slugline.rules.rule import Fix, Subject
from slugline.syntax import parse
from slugline.text import Decoded


class OpenSources:
    """Answers from the wikis in memory; the text of a file is read from disk now.

    `judged` are the wikis with the paths that were judged, all where there are none; `origins`
    are the wikis and the paths in them of what is found, by the shown path.
    """

    def __init__(
        self,
        judged: Sequence[tuple[OpenWiki, set[str] | None]],
        origins: Mapping[str, tuple[OpenWiki, str]],
    ) -> None:
        self._judged = judged
        self._origins = origins
        self._last: tuple[str, Decoded | None] = ("", None)

    def paths(self) -> Sequence[str]:
        """The articles that were judged, sorted."""
        return sorted(
            opened.shown(path)
            for opened, only in self._judged
            for path in opened.wiki.articles
            if only is None or path in only
        )

    def text(self, path: str) -> str | None:
        """The text of a file in which something is found; None where it can't be had."""
        decoded = self._decoded(path)
        return None if decoded is None else decoded.source

    def _decoded(self, shown: str) -> Decoded | None:
        if shown != self._last[0]:
            opened, path = self._origins[shown]
            try:
                self._last = (shown, opened.decoded(path))
            except ReadError:
                self._last = (shown, None)
        return self._last[1]

    def title(self, path: str) -> str:
        """The title of an article in which something is found."""
        opened, own = self._origins[path]
        return opened.wiki.articles.title_of(own) if own in opened.wiki.articles else ""

    def is_wide(self, path: str) -> bool:
        """Whether a file in which something is found has characters beyond the basic plane."""
        opened, own = self._origins[path]
        return own in opened.wiki.articles and opened.wiki.articles.widest_of(own) == 4

    def safe_fix(self, diagnostic: Diagnostic) -> Fix | None:
        """The safe fix of a finding, as of the text that is there now."""
        if not may_be_mended(diagnostic):
            return None
        opened, path = self._origins[diagnostic.path]
        decoded = self._decoded(diagnostic.path)
        if decoded is None or decoded.invalid or path not in opened.wiki.articles:
            return None
        source, schema = decoded.source, opened.configuration.schema
        subject = Subject(
            path, opened.wiki.articles[path], opened.wiki, lambda: parse(source, schema)
        )
        return next(safe_fixes(diagnostic, subject), None)
