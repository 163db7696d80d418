"""What a link leads to."""

from __future__ import annotations

from typing import Literal

import msgspec

ResolutionKind = Literal["article", "inventory", "missing", "loop"]


class Resolution(msgspec.Struct, frozen=True, gc=False):
    """Where a slug leads.

    `slug` is the slug at the end of the redirects, `paths` the articles that have it (several
    where a slug is claimed twice), `redirected` whether a redirect was followed.
    """

    kind: ResolutionKind
    slug: str
    paths: tuple[str, ...] = ()
    redirected: bool = False
