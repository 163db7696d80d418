"""Writes files: whole or not at all, never over what was not meant, never outside the wiki."""

from __future__ import annotations

import contextlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from slugline.disk.reading import reason_of
from slugline.errors import WriteError
from slugline.text import unbroken


def write_atomically(path: str | Path, data: bytes, *, root: str | Path) -> None:
    """Replaces a file, or writes a new one: at every moment the old or the new one is there whole.

    A relative `path` is seen from `root`, the wiki's. A symbolic link stays one: the file that it
    leads to is written. The mode is kept, and the owner where that is allowed. Raises WriteError
    for what lies outside of the root, what is no regular file, what is read-only, and where the
    system refuses; nothing is left behind then.
    """
    shown = str(path)
    with refusals(shown):
        target = inside(path, root, shown)
        old = regular_file(target, shown)
        temporary = target.with_name(f".slugline-{os.urandom(8).hex()}.tmp")
        with _removed_at_failure(temporary):
            write_new(temporary, data, old)
            temporary.replace(target)
        sync_folder(target.parent)


def create(path: str | Path, data: bytes, *, root: str | Path) -> None:
    """Writes a new file, with the folders that it needs; nothing that exists is ever changed.

    A relative `path` is seen from `root`, the wiki's. Raises WriteError where the file exists,
    also by a name that differs from the wanted one only in case or normal form (other people's
    disks hold only one of them), where a folder on the way differs so from one that exists,
    outside of the root, and where the system refuses; nothing is left behind then.
    """
    shown = str(path)
    with refusals(shown):
        wanted = Path(os.path.realpath(root)) / path
        if wanted.name in ("", ".."):
            raise WriteError(shown, "is not the name of a file")
        target = inside(wanted.parent, root, shown) / wanted.name
        made = _make_folders(target.parent, shown)
        try:
            _refuse_twin(target, shown)
            write_new(target, data, None)
        except BaseException:
            _remove_folders(made)
            raise
        sync_folder(target.parent)


def check_free(path: str | Path, *, root: str | Path, moved: str = "") -> None:
    """Raises WriteError where `create` would refuse a new file, which somebody else is to make.

    `moved` is the file that gets the path as its new name, relative to the root: it is in nobody's
    way, also where the two differ only in case. Raises WriteError where that file is not there.
    """
    shown = str(path)
    with refusals(shown):
        real_root = Path(os.path.realpath(root))
        wanted = real_root / path
        if wanted.name in ("", ".."):
            raise WriteError(shown, "is not the name of a file")
        target = inside(wanted.parent, root, shown) / wanted.name
        old = None
        if moved:
            old = inside((real_root / moved).parent, root, moved) / Path(moved).name
            if not os.path.lexists(old):
                raise WriteError(moved, "is not saved yet: save it first")
        if os.path.lexists(target) and not (old and is_same_entry(old, target)):
            raise WriteError(shown, "exists already")
        for one in (target, *target.parents):
            if one != target and os.path.lexists(one):
                raise WriteError(shown, f"{one.name} is not a folder")
            if one.parent.is_dir():
                _refuse_twin(one, shown, old)
                break


def is_same_entry(one: Path, other: Path) -> bool:
    """Whether two paths are of one file, or of one symbolic link: none is followed."""
    return os.path.samestat(one.lstat(), other.lstat())


@contextlib.contextmanager
def refusals(shown: str) -> Iterator[None]:
    """Errors of the system as WriteError."""
    try:
        yield
    except FileExistsError:
        raise WriteError(shown, "exists already") from None
    except OSError as error:
        raise WriteError(shown, reason_of(error)) from None
    except ValueError:  # a NUL, or half a character
        raise WriteError(shown, "is not the name of a file") from None


def inside(path: str | Path, root: str | Path, shown: str) -> Path:
    """The path with all links followed; WriteError where that leads out of the root."""
    real_root = Path(os.path.realpath(root))
    real = Path(os.path.realpath(real_root / path))
    if not real.is_relative_to(real_root):
        raise WriteError(shown, "lies outside of the wiki")
    return real


def regular_file(target: Path, shown: str) -> os.stat_result | None:
    """What the system knows of a file that may be written; None where there is none."""
    try:
        found = target.lstat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise WriteError(shown, "is a folder, not a file")
    if stat.S_ISLNK(found.st_mode):
        raise WriteError(shown, "is a symbolic link in a circle")
    if not stat.S_ISREG(found.st_mode):
        raise WriteError(shown, "is not a regular file")
    # The mode is asked too, because the administrator may write whatever it says.
    if not found.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise WriteError(shown, "is read-only")
    return found


def write_new(path: Path, data: bytes, old: os.stat_result | None, *, synced: bool = True) -> None:
    """Writes a file that must not exist, with the mode and owner of an old one.

    It is down on the disk then if it is `synced`. Nothing is left of it at a failure.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    flags |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666 if old is None else 0o600)
    with _removed_at_failure(path), os.fdopen(descriptor, "wb"):
        write_all(descriptor, data)
        if old is not None and hasattr(os, "fchown"):  # not on Windows
            new = os.fstat(descriptor)
            if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
                with contextlib.suppress(OSError):
                    os.fchown(descriptor, old.st_uid, old.st_gid)
            os.fchmod(descriptor, stat.S_IMODE(old.st_mode))
        if synced:
            os.fsync(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Writes all of the data, at once where the system does that."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


@contextlib.contextmanager
def _removed_at_failure(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def _make_folders(folder: Path, shown: str) -> list[Path]:
    """Makes a folder and those above it, where they are missing; gives the ones it made."""
    missing = [one for one in (folder, *folder.parents) if not one.is_dir()]
    made: list[Path] = []
    try:
        for one in reversed(missing):
            _refuse_twin(one, shown)
            try:
                one.mkdir()
            except FileExistsError:  # somebody else may just have made it
                if not one.is_dir():
                    raise WriteError(shown, f"{one.name} is not a folder") from None
            else:
                made.append(one)
    except BaseException:
        _remove_folders(made)
        raise
    return made


def _remove_folders(made: list[Path]) -> None:
    """Removes those of the folders that are empty."""
    for folder in reversed(made):
        with contextlib.suppress(OSError):
            folder.rmdir()


def _refuse_twin(target: Path, shown: str, moved: Path | None = None) -> None:
    """WriteError where the folder has an entry whose name differs only in case or normal form.

    A file that is moved to the target is none.
    """
    wanted = _spelling(target.name)
    with os.scandir(target.parent) as entries:
        for entry in entries:
            if (
                entry.name != target.name
                and _spelling(entry.name) == wanted
                and (moved is None or target.with_name(entry.name) != moved)
            ):
                name = unbroken(entry.name)
                reason = f"{name} exists already, with the same name but for capitals or accents"
                raise WriteError(shown, reason)


def _spelling(name: str) -> str:
    """The form in which file systems that know neither case nor normal form compare names."""
    if name.isascii():
        return name.lower()
    folded = unicodedata.normalize("NFD", name).casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", folded))


def sync_folder(folder: Path) -> None:
    """Makes a new name in a folder last, where the system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
