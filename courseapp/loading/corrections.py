"""Whom a key concerns: which former revisions of a question it puts right. Rows in, rows out.

A question may have been another under the same name before: asked the other way round, or with
other choices. So a line that says that the key was wrong reaches what had the wrong key, and what
asked the same in the same words; no more.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from courseapp.loading.revisions import Wording, have_same_choices, key_of, prompt_of
from courseapp.loading.snapshot import RevisionRow

Rows = tuple[RevisionRow, ...]


@dataclass(frozen=True)
class Correcting:
    """A question as it is to be loaded, beside the revisions there are.

    `own` is the one among them that it is, `others` are the rest, and `asked_id` is the id of the
    one asked until now; each may be missing.
    """

    wording: Wording
    own: RevisionRow | None = None
    others: Rows = ()
    asked_id: int | None = None

    @property
    def note(self) -> dict[str, Any] | None:
        """What is told to who answered a revision with a wrong key, as Revision keeps it."""
        return self._void or self.wording.shown.get("corrected")

    @property
    def _void(self) -> dict[str, Any] | None:
        return self.wording.shown.get("void")

    @cached_property
    def corrected(self) -> Rows:
        """Revisions with a wrong key that do not point at this one yet."""
        pointing = (self.own and self.own.id, self.note)
        return tuple(
            row for row in self._reached if (row.corrected_by_id, row.correction) != pointing
        )

    @cached_property
    def right_again(self) -> Rows:
        """Revisions that passed for wrong until now: this one itself; with a line, those with its
        key; and those that were void together with it."""
        rows = (*((self.own,) if self.own else ()), *self._same_key, *self._freed)
        reached = {row.id for row in self._reached}
        return tuple(row for row in rows if row.corrected_by_id and row.id not in reached)

    @property
    def regraded(self) -> Rows:
        """Revisions whose answers count otherwise from now on."""
        rows = {row.id: row for row in (*self.corrected, *self.right_again, *self._turned)}
        return tuple(rows.values())

    @property
    def unexplained(self) -> int:
        """How many are left with the result of the key there was, where it is another now and no
        line says so."""
        asked = self._asked
        if self.note or asked is None or not self._is_other_key(asked):
            return 0
        return sum(row.answered for row in self.others if self._counts_by(row, asked))

    @property
    def out_of_reach(self) -> int:
        """How many a line speaks to and leaves with the former result: they chose from others."""
        asked = self._asked
        if not self.note or asked is None or asked in self._siblings:
            return 0
        return sum(row.answered for row in self.others if self._counts_by(row, asked))

    @property
    def says_the_same_again(self) -> bool:
        """Whether the key was changed once more under the line of the last time."""
        asked, line = self._asked, self.wording.shown.get("corrected")
        if asked is None or line is None or not self._is_other_key(asked):
            return False
        return bool(asked.shown.get("corrected") == line)

    @property
    def _asked(self) -> RevisionRow | None:
        """The revision of this kind that was asked until now, where it is not this one."""
        return next((row for row in self._of_kind if row.id == self.asked_id), None)

    @property
    def _of_kind(self) -> Rows:
        return tuple(row for row in self.others if row.kind == self.wording.kind)

    @cached_property
    def _siblings(self) -> Rows:
        """Other revisions whose answers can be judged by this key."""
        asked, kind = self.wording.asked, self.wording.kind
        return tuple(row for row in self._of_kind if have_same_choices(kind, row.asked, asked))

    @cached_property
    def _reached(self) -> Rows:
        """What a line speaks of. A void question has no key that could be the same."""
        if not self.note:
            return ()
        if self._void:
            return self._with_pointing((*self._same_key, *self._wrong))
        rows = self._with_pointing(self._wrong)
        return tuple(row for row in rows if self._is_other_key(row))

    @property
    def _wrong(self) -> Rows:
        """Those with the key that was wrong, and those that asked the same in the same words."""
        others = [row for row in self._siblings if self._is_other_key(row)]
        last = next((row for row in others if row.id == self.asked_id), None)
        last = last or max(others, key=lambda row: row.id, default=None)
        prompt = prompt_of(self.wording.asked)
        return tuple(
            row for row in others if last and (_have_same_key(row, last) or _asks(row, prompt))
        )

    def _with_pointing(self, rows: Rows) -> Rows:
        """These, and what is judged by one of them or by this one."""
        truths = {row.id for row in (*rows, *((self.own,) if self.own else ()))}
        more = (row for row in self._siblings if row.corrected_by_id in truths and row not in rows)
        return (*rows, *more)

    @property
    def _same_key(self) -> Rows:
        """Where a line says which key is right: revisions that had it, with another prompt."""
        if not self.note:
            return ()
        return tuple(row for row in self._siblings if not self._is_other_key(row))

    @property
    def _freed(self) -> Rows:
        """Revisions that a void one took along, once it is void no longer."""
        former = self.own.shown.get("void") if self.own else None
        if former is None or self._void or self.own is None:
            return ()
        pointing = (self.own.id, former)
        return tuple(
            row for row in self.others if (row.corrected_by_id, row.correction) == pointing
        )

    @property
    def _turned(self) -> Rows:
        """This revision and those judged by it, where it becomes void or is void no longer."""
        own = self.own
        if own is None or ("void" in own.shown) == bool(self._void):
            return ()
        return (own, *(row for row in self.others if row.corrected_by_id == own.id))

    def _is_other_key(self, row: RevisionRow) -> bool:
        wording = self.wording
        return _key(row) != key_of(wording.kind, wording.asked, wording.shown)

    @staticmethod
    def _counts_by(row: RevisionRow, asked: RevisionRow) -> bool:
        """Whether its answers have the result that `asked` gives."""
        if row.corrected_by_id:
            return row.corrected_by_id == asked.id
        return row.id == asked.id or _have_same_key(row, asked)


def _key(row: RevisionRow) -> Any:
    return key_of(row.kind, row.asked, row.shown)


def _have_same_key(row: RevisionRow, other: RevisionRow) -> bool:
    return row.kind == other.kind and bool(_key(row) == _key(other))


def _asks(row: RevisionRow, prompt: str) -> bool:
    return prompt_of(row.asked) == prompt
