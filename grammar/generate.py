"""Makes what all engines agree on: names in both grammars, and the legend of semantic tokens.

    python grammar/generate.py            writes what is not up to date
    python grammar/generate.py --check    names it instead; exit code 1 where there is something

It is made from `names.toml`, `textmate/source.toml` and the default schema of the server.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import msgspec

from slugline.syntax import DEFAULT_SCHEMA, Schema

GRAMMAR = Path(__file__).resolve().parent
PROJECT = GRAMMAR.parent

NAMES = GRAMMAR / "names.toml"
TEXTMATE_SOURCE = GRAMMAR / "textmate" / "source.toml"
TREE_SITTER = GRAMMAR / "tree-sitter"

LANGUAGE = "slugline"
COMMAND = "python grammar/generate.py"


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the engines call one kind of mark: a table of `names.toml`, which says more."""

    scope: str
    node: str = ""
    capture: str = ""
    helix: str = ""
    token: str = ""
    modifiers: tuple[str, ...] = ()
    sometimes: tuple[str, ...] = ()


def kinds() -> dict[str, Kind]:
    """All kinds by name, in their order, with the nodes and the scopes in full."""
    read = msgspec.toml.decode(NAMES.read_bytes(), type=dict[str, Kind])
    return {
        name: msgspec.structs.replace(
            kind,
            node=kind.node or name.replace("-", "_"),
            helix=kind.helix or kind.capture,
            scope=" ".join(f"{word}.{LANGUAGE}" for word in kind.scope.split()),
        )
        for name, kind in read.items()
    }


def generated() -> dict[Path, str]:
    """Everything that is generated: file to content."""
    known = kinds()
    return {
        GRAMMAR / "textmate" / f"{LANGUAGE}.tmLanguage.json": textmate(known, DEFAULT_SCHEMA),
        TREE_SITTER / "src" / "names.h": tree_sitter_names(DEFAULT_SCHEMA),
        TREE_SITTER / "queries" / "highlights.scm": highlights(known, "capture") + SPELLING,
        TREE_SITTER / "queries" / "helix" / "highlights.scm": highlights(known, "helix"),
        PROJECT / "server" / "slugline" / "features" / "legend.py": legend(known),
    }


# --- Sections


def section_names(schema: Schema) -> list[str]:
    """All headings that need no marker, the longest first, so that none hides a longer one."""
    return sorted(schema.by_heading, key=lambda name: (-len(name), name))


def attribution_names(schema: Schema) -> list[str]:
    """Those under which an attribution may stand."""
    return [name for name in section_names(schema) if schema.by_heading[name].body == "attribution"]


# --- The TextMate grammar


def textmate(known: dict[str, Kind], schema: Schema) -> str:
    """The grammar as JSON: `textmate/source.toml` with its short forms written out."""
    source = tomllib.loads(TEXTMATE_SOURCE.read_text(encoding="utf-8"))
    before, after = schema.attribution_parts
    if after:
        raise ValueError("source.toml knows of no wording after the publisher")
    fragments = {
        "sections": f"(?:{'|'.join(map(_literally, section_names(schema)))})",
        "attributed": f"(?:{'|'.join(map(_literally, attribution_names(schema)))})",
        "before": _literally(before),
    }
    for name, pattern in source["fragments"].items():
        fragments[name] = _filled(pattern, fragments)
    grammar = {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "information_for_contributors": [f"Generated from source.toml by `{COMMAND}`."],
        "name": "Slugline",
        "scopeName": f"text.{LANGUAGE}",
        "fileTypes": ["article"],
        "patterns": [_include(name) for name in source["patterns"]],
        "repository": {
            name: _rule(rule, known, fragments) for name, rule in source["repository"].items()
        },
    }
    return _json(grammar)


def _rule(rule: dict[str, Any], known: dict[str, Kind], fragments: dict[str, str]) -> Any:
    written: dict[str, Any] = {}
    for key, value in rule.items():
        match key:
            case "begin" | "end" | "match":
                written[key] = _filled(value, fragments)
            case "name" | "contentName":
                names = [value] if isinstance(value, str) else value
                written[key] = " ".join(known[name].scope for name in names)
            case "captures" | "beginCaptures" | "endCaptures":
                written[key] = {group: {"name": known[kind].scope} for group, kind in value.items()}
            case "patterns":
                written[key] = [_include(name) for name in value]
            case _:
                raise ValueError(f"source.toml: no key of a rule: {key}")
    return written


def _include(name: str) -> dict[str, str]:
    return {"include": f"#{name}"}


def _filled(pattern: str, fragments: dict[str, str]) -> str:
    """A pattern with its fragments, `<name>`, in place; blanks around lines are for readers."""
    one_line = "".join(line.strip() for line in pattern.splitlines())
    return re.sub(r"<([a-z-]+)>", lambda match: fragments[match[1]], one_line)


def _literally(text: str) -> str:
    """A pattern for a text; unlike with `re.escape`, blanks stay readable."""
    return re.sub(r"[^\w\s]", r"\\\g<0>", text)


# --- The tree-sitter grammar


def tree_sitter_names(schema: Schema) -> str:
    """What the scanner knows of the schema, in C."""
    before, after = schema.attribution_parts
    names = section_names(schema)
    # The scanner tells lines apart by their first character, and reads each name with one look.
    if after or not all(name.isascii() and name[:1].isalpha() for name in [before, *names]):
        raise ValueError("the scanner knows ASCII names only, and no wording after the publisher")
    attributed = attribution_names(schema)
    rows = "\n".join(
        f"    {{{_quoted(name)}, {len(name)}, {str(name in attributed).lower()}}},"
        for name in names
    )
    return f"""// Generated from the server's default schema by `{COMMAND}`.

#ifndef SLUGLINE_NAMES_H_
#define SLUGLINE_NAMES_H_

#include <stdbool.h>

// A heading that needs no marker, and whether its section may hold the attribution.
typedef struct {{
  const char *name;
  unsigned length;
  bool attributes;
}} SectionName;

static const SectionName SECTION_NAMES[] = {{
{rows}
}};

#define WORDING {json.dumps(before)}
#define WORDING_LENGTH {len(before)}

// Of all of these.
#define LONGEST_NAME {max(map(len, [before, *names]))}

#endif
"""


SPELLING = """
[
  (title)
  (lead)
  (item)
  (paragraph)
] @spell

[
  (slug)
  (anchor)
] @nospell
"""
"""For Neovim, whose names the first of the two highlights has."""


def highlights(known: dict[str, Kind], field: Literal["capture", "helix"]) -> str:
    """The query of highlights: the names of captures that a field of the table has."""
    written = f"; Generated from grammar/names.toml by `{COMMAND}`.\n"
    captured = [kind for kind in known.values() if kind.capture]
    for capture, group in groupby(captured, lambda kind: str(getattr(kind, field))):
        names = dict.fromkeys(kind.node for kind in group)
        nodes = [name if name.startswith('"') else f"({name})" for name in names]
        if len(nodes) > 1:
            nodes = ["[", *(f"  {node}" for node in nodes), "]"]
        written += "\n" + "\n".join(nodes) + f" @{capture}\n"
    return written


# --- The server's legend


def legend(known: dict[str, Kind]) -> str:
    """The module `slugline.features.legend`."""
    types = list(dict.fromkeys(kind.token for kind in known.values() if kind.token))
    modifiers = list(
        dict.fromkeys(
            word for kind in known.values() for word in (*kind.modifiers, *kind.sometimes)
        )
    )
    constants = "\n".join(
        f"{name.upper().replace('-', '_')}: Look = "
        f"({_quoted(kind.token)}, {_tuple(kind.modifiers)})"
        for name, kind in known.items()
        if kind.token
    )
    return f'''"""What the parts of an article are in semantic tokens.

Generated from grammar/names.toml by `{COMMAND}`.
It imports nothing, since the answer to `initialize` waits for it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    TokenType = Literal[{", ".join(map(_quoted, types))}]
    Modifier = Literal[{", ".join(map(_quoted, modifiers))}]
    Look = tuple[TokenType, tuple[Modifier, ...]]

TOKEN_TYPES: tuple[TokenType, ...] = (
{"".join(f"    {_quoted(name)},{chr(10)}" for name in types)})
TOKEN_MODIFIERS: tuple[Modifier, ...] = (
{"".join(f"    {_quoted(name)},{chr(10)}" for name in modifiers)})
"""The legend: encoded tokens have the position of their type, and a bit for each modifier."""

{constants}
"""Each part's type, and the modifiers that it has in any case."""
'''


def _quoted(word: str) -> str:
    return f'"{word}"'


def _tuple(words: tuple[str, ...]) -> str:
    inner = ", ".join(map(_quoted, words))
    return f"({inner},)" if len(words) == 1 else f"({inner})"


# --- Writing


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def outdated() -> list[Path]:
    """The generated files that are not what they would be now."""
    return [
        path
        for path, content in generated().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != content
    ]


def main(arguments: list[str]) -> int:
    """Writes what is not up to date, or with `--check` names it."""
    if arguments not in ([], ["--check"]):
        print(f"usage: {COMMAND} [--check]", file=sys.stderr)
        return 2
    stale = outdated()
    for path in stale:
        name = path.relative_to(PROJECT)
        if arguments:
            print(f"{name} is not up to date: run `{COMMAND}`", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(generated()[path], encoding="utf-8", newline="\n")
            print(f"wrote {name}")
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
