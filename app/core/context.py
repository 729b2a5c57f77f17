"""Who is acting, and when: the first argument of every service and query."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.core.ids import uuid7


class ActorKind(StrEnum):
    PERSON = "person"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Context:
    """One act of one actor. `grants` maps each permission to the units it holds for."""

    at: datetime
    actor_id: UUID | None = None
    actor_name: str = ""
    actor_kind: ActorKind = ActorKind.PERSON
    grants: Mapping[str, frozenset[UUID]] = field(default_factory=dict)
    organisation_id: UUID | None = None
    session_id: UUID | None = None
    language: str = "ja"
    date_style: str = "iso"
    act_id: UUID = field(default_factory=uuid7)

    @property
    def permissions(self) -> frozenset[str]:
        return frozenset(self.grants)

    @property
    def is_vendor(self) -> bool:
        """A vendor's own person, who sees the rows of one organisation only."""
        return self.organisation_id is not None

    def may(self, permission: str, unit_id: UUID | None = None) -> bool:
        units = self.grants.get(permission)
        if units is None:
            return False
        return unit_id is None or unit_id in units

    def units(self, permission: str) -> frozenset[UUID]:
        """The units to filter rows by: `unit_id IN (ctx.units(P.X))`. Tens, never row ids."""
        return self.grants.get(permission, frozenset())


def system_context(at: datetime, name: str, grants: Mapping[str, frozenset[UUID]] | None = None) -> Context:
    """For jobs: a named actor that is no person."""
    return Context(at=at, actor_name=name, actor_kind=ActorKind.SYSTEM, grants=grants or {})


def operator_context(at: datetime, grants: Mapping[str, frozenset[UUID]] | None = None) -> Context:
    """For commands typed on the server, where nobody is signed in."""
    return Context(at=at, actor_name="operator", actor_kind=ActorKind.OPERATOR, grants=grants or {})
