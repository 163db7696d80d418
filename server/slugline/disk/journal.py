"""Changes many files of a wiki in one go: all of them or none, whatever happens in between.

1. A **journal**, `.slugline-journal` in the wiki's root, says what is going to be done.
2. New texts are written beside the files that they are for, and the old ones get a second name.
3. `commit` is added to the journal. Before this nothing has happened, from here on all of it has.
4. Each new text takes the place of its file, and files get their new names.
5. What stood beside is removed, and then the journal.

Where step 1 to 3 fails, what was written is removed; where step 4 fails, `undo` is added, and the
old texts take their places again. Where the process is killed, `recover` does the rest: it undoes
what was not committed, and finishes what was. It never overwrites what somebody has changed since:
then it undoes what it can. The journal is locked while somebody is at work with it.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

import msgspec

from slugline.disk.names import JOURNAL
from slugline.disk.reading import reason_of
from slugline.disk.writing import (
    check_free,
    inside,
    is_same_entry,
    refusals,
    regular_file,
    sync_folder,
    write_all,
    write_new,
)
from slugline.errors import WriteError

_HEAD = b'{"slugline-journal":1}\n'
_COMMIT = b"commit\n"
_UNDO = b"undo\n"
_PATIENCE = 10.0
"""Seconds that a change by another process may take."""

_SYNCED_ONE_BY_ONE = 64
"""With more files the system is asked once to write everything down."""


class _Text(msgspec.Struct, frozen=True):
    """A file that gets a new text; paths are relative to the root.

    `old` and `new` are digests of its texts; `old` is empty for a file that is made.
    """

    path: str
    name: str
    old: str
    new: str

    @property
    def staged(self) -> str:
        """The path of the new text, until it takes its place."""
        return _beside(self.path, f".slugline-{self.name}.tmp")

    @property
    def kept(self) -> str:
        """The path of the old text."""
        return _beside(self.path, f".slugline-{self.name}.old")


class _Move(msgspec.Struct, frozen=True):
    old: str
    new: str


class _Plan(msgspec.Struct, frozen=True):
    texts: tuple[_Text, ...]
    moves: tuple[_Move, ...]


class _ConflictError(WriteError):
    """A file is not what it was when the change was planned."""


def change_all(
    root: str | Path, texts: Mapping[str, tuple[bytes | None, bytes]], moves: Mapping[str, str]
) -> None:
    """Gives files new texts, and then other files new names; all of it or nothing.

    `texts` has by path what is there now (None: nothing), and what is to be there. `moves` is old
    path to new path. Paths are relative to the root, and stay inside. Raises WriteError where
    something can't be done, or where a file is not what it should be now: all is as it was then.
    """
    recover(root)
    real = Path(os.path.realpath(root))
    plan = _planned(real, texts, moves)
    with refusals(JOURNAL), _new_journal(real) as journal:
        try:
            with _blamed(real):
                write_all(journal, _HEAD + msgspec.json.encode(plan) + b"\n")
                os.fsync(journal)
                _stage(real, plan, {path: new for path, (_, new) in texts.items()})
                _mark(journal, _COMMIT)
        except BaseException:
            (real / JOURNAL).unlink()
            _clear(real, plan)
            raise
        try:
            with _blamed(real):
                _carry_out(real, plan)
        except BaseException:
            _take_back(real, plan, journal)
            raise
        with contextlib.suppress(OSError):  # all is done; the next command tidies up
            _finish(real, plan)


def recover(root: str | Path) -> str:
    """Ends a change that was not ended: says in a word what was done, empty where there is none.

    Where another process is at work on it, this waits. Raises WriteError where it can't be ended.
    """
    path = Path(root, JOURNAL)
    try:
        journal = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise WriteError(JOURNAL, _unfinished(reason_of(error))) from None
    try:
        with _refused_recovery():
            _lock(journal)
            if not _is_at(path, journal):  # who held it has ended it
                return ""
            return _end(Path(os.path.realpath(root)), journal)
    finally:
        os.close(journal)


def _end(real: Path, journal: int) -> str:
    head, _, rest = _all_of(journal).partition(b"\n")
    encoded, ended, marks = rest.partition(b"\n")
    if not ended:  # nothing is done before the plan is written
        if not _HEAD.startswith(head):
            raise WriteError(JOURNAL, "is no journal that this Slugline knows: look at it yourself")
        (real / JOURNAL).unlink()
        return "undone"
    try:
        if head + b"\n" != _HEAD:
            raise ValueError
        plan = msgspec.json.decode(encoded, type=_Plan)
        for one in plan.texts:
            if not one.name.isalnum() or one.path != _real_path(real, one.path):
                raise ValueError
        for move in plan.moves:
            for name in (move.old, move.new):
                if _beside(name, "x") != _real_path(real, _beside(name, "x")):
                    raise ValueError
    except (ValueError, WriteError):
        reason = "is no journal that this Slugline knows: look at it yourself"
        raise WriteError(JOURNAL, reason) from None
    if not marks.startswith(_COMMIT):
        _finish(real, plan)
        return "undone"
    if _UNDO not in marks:
        try:
            _carry_out(real, plan)
        except _ConflictError:
            _mark(journal, _UNDO)
        else:
            _finish(real, plan)
            return "finished"
    _undo(real, plan)
    _finish(real, plan)
    return "undone"


def _planned(
    real: Path, texts: Mapping[str, tuple[bytes | None, bytes]], moves: Mapping[str, str]
) -> _Plan:
    """The plan, after a look at everything that can be seen before."""
    planned: list[_Text] = []
    for path, (before, after) in texts.items():
        with refusals(path):
            target = inside(path, real, path)
            is_there = regular_file(target, path) is not None
            if before is None:
                check_free(path, root=real)
            elif not is_there or target.read_bytes() != before:
                raise WriteError(path, "has just been changed by somebody else: try again")
            old = "" if before is None else _digest(before)
            name = os.urandom(8).hex()
            planned.append(_Text(target.relative_to(real).as_posix(), name, old, _digest(after)))
    for old_path, new_path in moves.items():
        check_free(new_path, root=real, moved=old_path)
    ways = tuple(_Move(*(_real_folder(real, path) for path in move)) for move in moves.items())
    return _Plan(tuple(planned), ways)


def _stage(real: Path, plan: _Plan, texts: Mapping[str, bytes]) -> None:
    synced = len(texts) <= _SYNCED_ONE_BY_ONE or not hasattr(os, "sync")
    for one, data in zip(plan.texts, texts.values(), strict=True):
        target = real / one.path
        old = target.lstat() if one.old else None
        write_new(real / one.staged, data, old, synced=synced)
        if one.old:
            _keep(target, real / one.kept)
    if not synced:
        os.sync()
    _sync_folders(real, plan)


def _keep(target: Path, kept: Path) -> None:
    """Gives a file a second name; where the file system has none, a copy."""
    try:
        os.link(target, kept)
    except OSError:
        write_new(kept, target.read_bytes(), target.lstat())


def _carry_out(real: Path, plan: _Plan) -> None:
    """Does what is not done yet. Raises _ConflictError before it would overwrite a change."""
    for one in plan.texts:
        target, staged = real / one.path, real / one.staged
        if os.path.lexists(staged):
            if _digest_of(target) != one.old:
                raise _ConflictError(one.path, "has just been changed by somebody else")
            staged.replace(target)
    for move in plan.moves:
        old, new = real / move.old, real / move.new
        if os.path.lexists(old):
            if os.path.lexists(new) and not is_same_entry(old, new):
                raise _ConflictError(move.new, "exists already")
            old.rename(new)
        elif not os.path.lexists(new):
            raise _ConflictError(move.old, "is gone")
    _sync_folders(real, plan)


def _take_back(real: Path, plan: _Plan, journal: int) -> None:
    """Undoes a change that could not be carried out; the journal stays where that fails too."""
    with contextlib.suppress(OSError):
        _mark(journal, _UNDO)
    with _refused_recovery():
        _undo(real, plan)
        _finish(real, plan)


def _undo(real: Path, plan: _Plan) -> None:
    for move in reversed(plan.moves):
        old, new = real / move.old, real / move.new
        if os.path.lexists(new) and (not os.path.lexists(old) or is_same_entry(old, new)):
            new.rename(old)
    for one in reversed(plan.texts):
        target, staged, kept = real / one.path, real / one.staged, real / one.kept
        if os.path.lexists(staged) or _digest_of(target) != one.new:
            continue
        if not one.old:
            target.unlink()
        elif os.path.lexists(kept):
            kept.replace(target)
    _sync_folders(real, plan)


def _finish(real: Path, plan: _Plan) -> None:
    """Removes what stands beside, and at last the journal."""
    _clear(real, plan)
    (real / JOURNAL).unlink()
    sync_folder(real)


def _clear(real: Path, plan: _Plan) -> None:
    for one in plan.texts:
        for path in (one.staged, one.kept):
            (real / path).unlink(missing_ok=True)


def _sync_folders(real: Path, plan: _Plan) -> None:
    paths = [one.path for one in plan.texts] + [move.new for move in plan.moves]
    for folder in {(real / path).parent for path in paths}:
        sync_folder(folder)


def _mark(journal: int, mark: bytes) -> None:
    write_all(journal, mark)
    os.fsync(journal)


@contextlib.contextmanager
def _new_journal(real: Path) -> Iterator[int]:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
    try:
        journal = os.open(real / JOURNAL, flags, 0o600)
    except FileExistsError:
        raise WriteError(JOURNAL, "another change is under way: try again") from None
    try:
        _lock(journal)
        yield journal
    finally:
        os.close(journal)


@contextlib.contextmanager
def _blamed(real: Path) -> Iterator[None]:
    """Errors of the system name the file of the wiki, not what stands beside it."""
    try:
        yield
    except OSError as error:
        name = str(error.filename2 or error.filename or JOURNAL)
        path = os.path.relpath(name, real) if Path(name).is_absolute() else name
        raise WriteError(path.replace(os.sep, "/"), reason_of(error)) from None


@contextlib.contextmanager
def _refused_recovery() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteError(JOURNAL, _unfinished(reason_of(error))) from None


def _unfinished(reason: str) -> str:
    return (
        f"a change of several files is not ended: {reason}; "
        "the next command that can write here ends it"
    )


def _lock(journal: int) -> None:
    """Waits for whoever is at work with the journal; the system frees it when a process ends."""
    end = time.monotonic() + _PATIENCE
    lock = _locker()
    while True:
        try:
            lock(journal)
        except (BlockingIOError, PermissionError):
            if time.monotonic() > end:
                raise WriteError(JOURNAL, "another change takes too long: try again") from None
            time.sleep(0.02)
        else:
            return


def _locker() -> Callable[[int], None]:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        def lock(journal: int) -> None:
            os.lseek(journal, 1 << 30, os.SEEK_SET)  # behind what is read
            # Type checkers know of `locking` only where they check for Windows.
            msvcrt.locking(journal, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            os.lseek(journal, 0, os.SEEK_SET)

        return lock
    return lambda journal: fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_at(path: Path, journal: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(journal))
    except FileNotFoundError:
        return False


def _all_of(descriptor: int) -> bytes:
    parts: Iterable[bytes] = iter(lambda: os.read(descriptor, 1 << 20), b"")
    return b"".join(parts)


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _digest_of(path: Path) -> str:
    try:
        return _digest(path.read_bytes())
    except FileNotFoundError:
        return ""


def _beside(path: str, name: str) -> str:
    folder, slash, _ = path.rpartition("/")
    return f"{folder}{slash}{name}"


def _real_path(real: Path, path: str) -> str:
    """A path with links followed, again from the root; WriteError where it leads out of it."""
    return inside(path, real, path).relative_to(real).as_posix()


def _real_folder(real: Path, path: str) -> str:
    """The same, but for a last link: that is what gets another name."""
    folder = inside((real / path).parent, real, path)
    return (folder / Path(path).name).relative_to(real).as_posix()
