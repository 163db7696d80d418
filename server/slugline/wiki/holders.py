"""Who has what: nearly always one has it, so nearly no collections are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Generic, TypeVar

Name = TypeVar("Name")


class Holders(Generic[Name]):
    """The holders of each name, in the order in which they were added.

    A name that only one holds has no list of its own: of 100,000 names that saves megabytes.
    """

    __slots__ = ("_of",)

    def __init__(self) -> None:
        self._of: dict[Name, str | list[str]] = {}

    def __contains__(self, name: Name) -> bool:
        return name in self._of

    def __iter__(self) -> Iterator[Name]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)

    def of(self, name: Name) -> Collection[str]:
        """The holders of a name; none where it is unknown."""
        found = self._of.get(name, ())
        return (found,) if isinstance(found, str) else found

    def add(self, name: Name, holder: str) -> None:
        """Adds a holder, which is not one yet."""
        found = self._of.get(name)
        if found is None:
            self._of[name] = holder
        elif isinstance(found, str):
            self._of[name] = [found, holder]
        else:
            found.append(holder)

    def add_all(self, names: Iterable[Name], holder: str) -> None:
        """Adds a holder to several names."""
        of = self._of
        for name in names:
            found = of.get(name)
            if found is None:
                of[name] = holder
            elif type(found) is list:
                found.append(holder)
            else:
                self.add(name, holder)

    def compact(self) -> None:
        """Gives back what growing lists keep for what may be added."""
        of = self._of
        for name, found in of.items():
            if type(found) is list:
                of[name] = found.copy()

    def discard(self, name: Name, holder: str) -> None:
        """Takes a holder away, which is one. A name without holders is unknown."""
        found = self._of[name]
        if isinstance(found, str):
            del self._of[name]
            return
        found.remove(holder)
        if len(found) == 1:
            self._of[name] = found[0]
