"""Who acts: each act in the name of its person, with the rights that person has at that moment."""

import json
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from app.core.context import Context, operator_context
from app.core.dates import day_of, fiscal_year
from app.core.db import db
from app.identity import queries, rules
from app.identity.guard import expand
from app.identity.models import Unit, User
from app.work import queries as work_queries
from app.work import services as work


class Cast:
    """The people, units and organisations of the demonstration by short names, and the end of each act."""

    def __init__(self, at: datetime, done: Callable[[], None]) -> None:
        self.at = at
        self.done = done
        self.units: dict[str, Unit] = {}
        self.people: dict[str, User] = {}
        self.organisations: dict[str, UUID] = {}
        self.functions: dict[str, UUID] = {}
        self.systems: dict[str, UUID] = {}
        self.engagements: dict[str, UUID] = {}
        # What each person may do, once nobody's rights change any more.
        self.settled: dict[str, str] | None = None

    @property
    def today(self) -> date:
        return day_of(self.at)

    @property
    def april(self) -> date:
        """The last 1 April, when half of a bank moves."""
        return date(fiscal_year(self.today), 4, 1)

    def operator(self) -> Context:
        return operator_context(self.at)

    def ctx(self, who: str) -> Context:
        user = self.people[who]
        return Context(
            at=self.at,
            actor_id=user.id,
            actor_name=user.name,
            grants=expand(self._grants(who, user)),
            organisation_id=user.organisation_id,
        )

    def _grants(self, who: str, user: User) -> str:
        if self.settled is not None and who in self.settled:
            return self.settled[who]
        held, _ = queries.held_by(user.id, self.today)
        units = rules.expand(held, queries.unit_paths())
        grants = json.dumps({role.value: sorted(map(str, ids)) for role, ids in units.items()})
        if self.settled is not None:
            self.settled[who] = grants
        return grants

    def approve(self, who: str, subject_type: str, subject_id: UUID, note: str = "") -> None:
        """Read the request as on its page, and agree."""
        approval = work_queries.approvals_of(subject_type, subject_id)[0]
        work.approve(
            self.ctx(who), approval, version=approval.version, digest=approval.argument_digest, note=note
        )
        self.done()

    def refuse(self, who: str, subject_type: str, subject_id: UUID, note: str) -> None:
        approval = work_queries.approvals_of(subject_type, subject_id)[0]
        work.refuse(self.ctx(who), approval, version=approval.version, note=note)
        self.done()

    def refreshed(self, user: User) -> User:
        db.session.refresh(user)
        return user
