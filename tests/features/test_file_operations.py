from __future__ import annotations

from slugline.features.file_operations import Moves, did_create, leaving, will_delete, will_rename
from slugline.features.wiki_edit import FileRename, TextChange, WikiEdit
from slugline.model.edits import apply_edits
from tests.features.applying import changed
from tests.little_wiki import LittleWiki, little_wiki

WIKI = """
//- slugline.toml
[redirects]
old-mill = "mill"
//- home.article
Home
[[mill|The Mill]] [[weir#x|\\|]] [[old-mill]] [[notes-of-old]]
//- river/mill.article
The Mill
[[mill]] [[home]]
//- river/weir.article
Weir
//- river/upper/Notes of old.txt
Notes of old
[[weir]]
"""


def moved(wiki: LittleWiki, *moves: tuple[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The files that are others after the edit and the moves, and the problems."""
    found = will_rename(
        wiki.wiki, [FileRename(*move) for move in moves], wiki.files.get("slugline.toml")
    )
    files = dict(wiki.files)
    for change in found.edit.changes:
        assert isinstance(change, TextChange)
        files[change.path] = apply_edits(files[change.path], change.edits)
    new = {one.old: one.new for one in found.moved}
    after = {new.get(path, path): text for path, text in files.items()}
    return (
        {path: text for path, text in after.items() if text not in wiki.files.values()},
        found.problems,
    )


def test_moving_to_another_folder_changes_nothing() -> None:
    wiki = little_wiki(WIKI)
    assert moved(wiki, ("river", "brook"), ("home.article", "a/home.article")) == ({}, ())
    found = will_rename(wiki.wiki, [FileRename("river/", "brook")])
    assert found.moved == (
        FileRename("river/mill.article", "brook/mill.article"),
        FileRename("river/upper/Notes of old.txt", "brook/upper/Notes of old.txt"),
        FileRename("river/weir.article", "brook/weir.article"),
    )


def test_another_name_changes_links_and_redirects() -> None:
    assert moved(little_wiki(WIKI), ("river/mill.article", "tide-mill.txt")) == (
        {
            "slugline.toml": '[redirects]\nold-mill = "tide-mill"',
            "home.article": (
                "Home\n[[tide-mill|The Mill]] [[weir#x|\\|]] [[old-mill]] [[notes-of-old]]"
            ),
            "tide-mill.txt": "The Mill\n[[tide-mill]] [[home]]",
        },
        (),
    )


def test_several_at_once_and_a_swap() -> None:
    files, problems = moved(
        little_wiki(WIKI),
        ("river/mill.article", "river/weir.article"),
        ("river/weir.article", "river/mill.article"),
    )
    assert not problems
    assert files["home.article"].startswith("Home\n[[weir|The Mill]] [[mill#x|\\|]] [[old-mill]]")
    assert files["slugline.toml"] == '[redirects]\nold-mill = "weir"'
    assert files["river/weir.article"] == "The Mill\n[[weir]] [[home]]"


def test_a_slug_from_the_title_and_a_change_in_case_only() -> None:
    wiki = little_wiki(WIKI)
    path = "river/upper/Notes of old.txt"
    assert moved(wiki, (path, "x/Other Notes.txt")) == ({}, ())
    files, problems = moved(wiki, (path, "notes.txt"))
    assert files["home.article"].endswith("[[notes]]")
    assert not problems
    wiki = little_wiki("//- Mill.article\nTide Mill\n[[tide-mill]]")
    assert moved(wiki, ("Mill.article", "mill.article")) == (
        {"mill.article": "Tide Mill\n[[mill]]"},
        (),
    )


def test_clashes_are_reported_and_their_links_left() -> None:
    wiki = little_wiki(WIKI)
    files, problems = moved(wiki, ("river/mill.article", "x/weir.txt"))
    assert files == {}
    assert problems == (
        "x/weir.txt: the slug `weir` is taken by river/weir.article; "
        "links to `mill` are not changed",
    )
    assert moved(wiki, ("home.article", "old-mill.article"))[1] == (
        "old-mill.article: the slug `old-mill` is taken by a redirect to `mill`; "
        "links to `home` are not changed",
    )
    assert (
        "there is a file river/weir.article already"
        in moved(wiki, ("home.article", "river/Weir.article"))[1][0]
    )
    problems = moved(
        wiki, ("river/weir.article", "a/new.article"), ("river/mill.article", "b/new.article")
    )[1]
    assert len(problems) == 2
    wiki.files["slugline.toml"] = ""
    found = will_rename(wiki.wiki, [FileRename("river/mill.article", "m.article")], "")
    assert found.edit.changes
    assert found.problems == (
        "slugline.toml has a redirect to `mill` that can't be changed here: change it first",
    )


def test_one_of_two_with_a_slug_leaves_the_links_to_the_other() -> None:
    wiki = little_wiki("//- a/x.article\nA\n//- b/x.article\nB\n//- home.article\nHome\n[[x]]")
    assert moved(wiki, ("b/x.article", "b/y.article")) == ({}, ())
    assert moved(wiki, ("a/x.article", "a/y.article")) == (
        {},
        ("a/y.article: the slug `x` is not unique; links to `x` lead to b/x.article then",),
    )
    both = moved(wiki, ("a/x.article", "a/y.article"), ("b/x.article", "b/z.article"))
    assert both[1] == ("a/y.article: the slug `x` is not unique; links to `x` are not changed",)


def test_what_is_no_article_at_its_new_path_is_gone() -> None:
    wiki = little_wiki(WIKI)

    def holds(path: str) -> bool:
        return path.endswith((".article", ".txt")) and not path.startswith("drafts/")

    for new in ("drafts/mill.article", "mill.md", ""):
        moves = [FileRename("river/mill.article", new)]
        assert leaving(wiki.wiki, moves, holds) == will_delete(wiki.wiki, ["river/mill.article"])
        found = will_rename(wiki.wiki, moves, wiki.files["slugline.toml"], holds=holds)
        assert found == Moves((), WikiEdit())
    for new in ("drafts/river", ""):
        moves = [FileRename("river", new)]
        assert leaving(wiki.wiki, moves, holds) == will_delete(wiki.wiki, ["river"])
    assert leaving(wiki.wiki, [FileRename("river", "brook")], holds) == []


def test_a_slug_is_free_when_its_article_leaves() -> None:
    wiki = little_wiki("//- home.article\nHome\n[[x]] [[y]]\n//- x.article\nX\n//- y.article\nY")
    moves = [FileRename("x.article", ""), FileRename("y.article", "x.article")]
    found = will_rename(wiki.wiki, moves)
    assert found.problems == ()
    assert [change.path for change in found.edit.changes if isinstance(change, TextChange)] == [
        "home.article"
    ]
    twice = little_wiki("//- a/x.article\nA\n//- b/x.article\nB\n//- home.article\nHome\n[[x]]")
    assert will_rename(twice.wiki, [FileRename("a/x.article", "")]).problems == (
        "a/x.article: the slug `x` is not unique; links to `x` lead to b/x.article then",
    )


def test_redirects_for_what_leaves_go_with_the_other_changes() -> None:
    wiki = little_wiki(WIKI)
    text = wiki.files["slugline.toml"]
    moves = [FileRename("river/weir.article", ""), FileRename("river/mill.article", "m.article")]
    found = will_rename(wiki.wiki, moves, text, redirects={"weir": "home"})
    assert found.problems == ()
    (settings,) = (
        one
        for one in found.edit.changes
        if isinstance(one, TextChange) and one.path == "slugline.toml"
    )
    assert apply_edits(text, settings.edits) == ('[redirects]\nweir = "home"\nold-mill = "m"')


def test_deleting_what_is_linked() -> None:
    wiki = little_wiki(WIKI)
    (mill,) = will_delete(wiki.wiki, ["river/mill.article"])
    assert (mill.slug, mill.linked_from, mill.near) == ("mill", ("home.article",), ())
    found = will_delete(wiki.wiki, ["river/"])
    assert [(one.slug, one.linked_from) for one in found] == [
        ("mill", ("home.article",)),
        ("notes-of-old", ("home.article",)),
        ("weir", ("home.article",)),
    ]
    assert will_delete(wiki.wiki, ["river", "home.article", "gone.txt"]) == []


def test_a_deleted_article_that_another_stands_in_for() -> None:
    wiki = little_wiki(
        "//- a/mills.article\nA\n[[mills]]\n//- b/mills.article\nB\n//- mill.article\nMill"
    )
    assert will_delete(wiki.wiki, ["b/mills.article"]) == []
    (found,) = will_delete(
        little_wiki(
            "//- a.article\nA\n[[mills]]\n//- mills.article\nB\n//- mill.article\nMill"
        ).wiki,
        ["mills.article"],
    )
    assert found.near == ("mill",)


def test_the_text_of_a_new_file() -> None:
    wiki = little_wiki(WIKI).wiki
    created = did_create(wiki, "river/eel-weir.article")
    assert created is not None
    assert created.text.split("\n")[:2] == ["Eel weir", "Summary"]
    created = did_create(wiki, "Eel Weir.txt")
    assert created is not None
    assert created.text.startswith("Eel Weir\n")
    for path in ("home.article", "- x.txt", "## x.txt", " .txt", "a\nb.txt"):
        assert did_create(wiki, path) is None


def test_a_rename_and_a_move_change_the_same() -> None:
    from slugline.features.rename_slug import rename_slug

    wiki = little_wiki(WIKI)
    configuration = wiki.files["slugline.toml"]
    by_rename = changed(wiki, rename_slug(wiki.wiki, "mill", "tide-mill", configuration))
    by_move, _ = moved(wiki, ("river/mill.article", "river/tide-mill.article"))
    assert by_rename == by_move
