"""Everything the page of one organisation shows, now or as at a past instant."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta

from app.core.asat import Moment
from app.core.context import Context
from app.register import settings
from app.register.models import Contact, Organisation
from app.register.past import organisations as past
from app.register.past import services as past_services
from app.register.permissions import RegisterPermission as P
from app.register.queries import contacts, services
from app.register.queries import organisations as queries
from app.register.queries.kin import Relative, kin_of
from app.register.sheets.about import About, about
from app.register.sheets.users import Users, users_of

KIND = Organisation.__tablename__
SERVICES_SHOWN = 50


@dataclass(frozen=True)
class Screened:
    """When the organisation was last checked, and until when that counts; what came of it is another matter."""

    rows: Sequence[queries.ScreenedOn] = ()
    months: int = 0

    @property
    def last_on(self) -> date | None:
        return self.rows[0].checked_on if self.rows else None

    @property
    def counts_until(self) -> date | None:
        return self.last_on + relativedelta(months=self.months) if self.last_on else None


@dataclass(frozen=True)
class Sheet:
    organisation: Organisation
    parent_name: str
    children: Sequence[Any]
    codes: Sequence[Any]
    services: Sequence[Any] = ()
    engagements: Users = field(default_factory=Users)
    screened: Screened = field(default_factory=Screened)
    # Of now only: whom one calls, what was merged, and what work has about it.
    contacts: Sequence[Contact] = ()
    merged: Sequence[Relative] = ()
    about: About | None = None

    @property
    def has_more_children(self) -> bool:
        return len(self.children) > queries.GROUP_SHOWN

    @property
    def shown_children(self) -> Sequence[Any]:
        return self.children[: queries.GROUP_SHOWN]

    @property
    def has_more_services(self) -> bool:
        return len(self.services) > SERVICES_SHOWN

    @property
    def shown_services(self) -> Sequence[Any]:
        return self.services[:SERVICES_SHOWN]


def sheet_of(ctx: Context, present: Organisation, moment: Moment) -> Sheet | None:
    """None if the organisation was not recorded yet at that instant."""
    if moment.instant is not None:
        return _sheet_then(ctx, present, moment.instant)
    kin = kin_of(ctx, present)
    sheet = Sheet(present, kin.parent_name, kin.children, kin.codes, merged=kin.merged)
    if ctx.is_vendor:  # none of the rest is theirs to see
        return sheet
    return replace(
        sheet,
        services=services.services_of(ctx, present.id, SERVICES_SHOWN + 1),
        engagements=users_of(ctx, "vendor_id", present.id, None),
        screened=Screened(kin.screenings, settings.screening_months()),
        contacts=contacts.contacts_of(ctx, present.id, moment.on) if ctx.may(P.CONTACT_VIEW) else (),
        about=about(ctx, KIND, present.id, [one.id for one in kin.merged]),
    )


def _sheet_then(ctx: Context, present: Organisation, instant: datetime) -> Sheet | None:
    then = past.organisation_at(present, instant)
    if then is None:
        return None
    names = past.names_at(ctx, [then.parent_id], instant)
    return Sheet(
        then,
        _name(names, then),
        past.children_at(ctx, present, instant),
        past.codes_at(present, instant),
        services=past_services.provided_at(ctx, present.id, instant),
        engagements=users_of(ctx, "vendor_id", present.id, instant),
        screened=Screened(past.screenings_at(ctx, present, instant), settings.screening_months()),
    )


def _name(names: dict[Any, str], organisation: Organisation) -> str:
    return names.get(organisation.parent_id, "") if organisation.parent_id else ""
