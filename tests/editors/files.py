"""A `slugline.toml` that says which files are articles, for editors that read it themselves."""

from __future__ import annotations

from pathlib import Path

CONFIGURATION = """\
# include = ["**/*.nothing"]
include = [
  "pages/**/*.md",  # "not/this.txt"
  '*.note', "a[bc]?.xyz", "/top/*.log", "all/**", "d\\u0065ep.ly",
  "[[:odd:]].odd",
]
exclude = ["drafts", "/pages/old/*", "scraps/", "**/later/*.note"]
lead = { max-length = 100 }
[rules]
"orphan-article" = "off"
[redirects]
old = "mill"
"""

FILES = {
    "pages/a.md": True,
    "pages/deep/er/a.md": True,
    "a.md": False,
    "deep/x.note": True,
    "ab1.xyz": True,
    "ad1.xyz": False,
    "top/a.log": True,
    "top/under/a.log": False,
    "under/top/a.log": False,
    "all/a/b.lua": True,
    "deep.ly": True,
    "drafts/x.note": False,
    "pages/old/a.md": False,
    "pages/older/a.md": True,
    "a/scraps/x.note": False,
    "scraps": False,
    "later/x.note": False,
    "a/later/x.note": False,
    "a/later.note": True,
    ".hidden/x.note": False,
    "a/.x.note": False,
    "x.txt": False,
    "x.lua": False,
    "o.odd": False,
}
"""By path: whether it is an article, as the server has it (`test_files.py`)."""


def written(wiki: Path, beside: Path) -> dict[str, bool]:
    """Writes that configuration into a folder below `beside`; gives files there and elsewhere.

    `wiki` has a configuration that names no files. By absolute path: whether it is an article.
    """
    other = beside / "other"
    other.mkdir()
    (other / "slugline.toml").write_text(CONFIGURATION)
    return {str(other / name): is_article for name, is_article in FILES.items()} | {
        str(wiki / "plain.txt"): True,
        str(wiki / "plain.md"): False,
        str(beside / "plain.txt"): False,
        str(beside / "plain.article"): True,
    }
