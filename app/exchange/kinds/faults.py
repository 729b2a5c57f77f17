"""All that is wrong with a row that cannot be taken, so that nobody corrects one cell to meet the next."""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from app.core.errors import DomainError

if TYPE_CHECKING:
    from app.exchange.kinds.base import Desk

T = TypeVar("T")


class Faults:
    """What was found so far. `unread`: fields of which nobody knows what they say, `blamed`: told already.

    `is_known`: it is certain which record the row speaks of, or that it is a new one.
    """

    def __init__(self, unread: Collection[str], *, is_known: bool = False) -> None:
        self.unread, self.blamed = set(unread), set[str]()
        self.is_known = is_known
        self.stated: frozenset[str] = frozenset()
        self.found: list[DomainError] = []
        self.record_id: UUID | None = None

    def add(self, error: DomainError) -> None:
        seen = ((one.field, one.message, one.params) for one in self.found)
        if (error.field, error.message, error.params) not in seen:
            self.found.append(error)

    def look(self, needs: Collection[str], check: Callable[..., T], *args: Any) -> T | None:
        """Look something up that the row names; what nobody knows was not read either."""
        if self.unread & set(needs):
            return None
        try:
            return check(*args)
        except DomainError as error:
            self.add(error)
            self.unread.add(error.field or "")
            return None

    def rule(self, fields: Collection[str], check: Callable[..., object], *args: Any) -> None:
        """A rule between fields, where all of them were read and no other rule was about one of them.

        While nobody knows which record is meant, what the row leaves out may be recorded: then all must be stated.
        """
        needs = set(fields)
        if needs & (self.unread | self.blamed) or not (self.is_known or needs <= self.stated):
            return
        try:
            check(*args)
        except DomainError as error:
            self.add(error)
            self.blamed.add(error.field or "")


def faults_of(
    desk: "Desk", values: Mapping[str, Any], unread: Collection[str], first: DomainError | None = None
) -> Faults:
    """`values`: what could be read of the row, `first`: what stopped it before, `unread`: cells told already."""
    faults = Faults(unread)
    if first is not None:
        faults.add(first)
    with desk.looking():
        desk.look_up(values, faults)
        faults.record_id = record_id = _record_of(desk, values, faults)
        faults.stated = frozenset(key for key, value in values.items() if value is not None)
        faults.blamed = {one.field for one in faults.found if one.field}
        whole = {**desk.current(record_id), **values} if record_id else values
        desk.look_over(whole, record_id, faults)
    return faults


def _record_of(desk: "Desk", values: Mapping[str, Any], faults: Faults) -> UUID | None:
    """Which record the row speaks of; None for a new one, and where that cannot be told."""
    if not values.get("id") and faults.unread & {*desk.known_by(values), "id"}:
        return None
    try:
        match = desk.match(values)
    except DomainError:
        return None
    if match.conflict and values.get("id"):
        faults.add(DomainError(match.conflict, "id", **match.params))
    faults.is_known = not match.conflict
    return match.record_id
