"""Reads of overview: the audit log, what is found, what was left, what lies in the outbox."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Select, and_, false, func, literal, or_, select, true

from app.core import drafts, search
from app.core.audit import AuditEvent, AuditHead, AuditValues
from app.core.audit.head import Head, read
from app.core.audit.reading import Entry, opened
from app.core.audit.verify import Report, verify
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.drafts import Draft
from app.core.errors import NotFound
from app.core.outbox import Mail, MailState
from app.core.search import SearchEntry
from app.core.settings import Setting
from app.core.text import fold
from app.diligence.models import Assessment
from app.identity.models import Unit, User
from app.identity.queries import find_user_by_email, list_units, list_users
from app.overview.models import AuditExportPermit, PermitState
from app.overview.permissions import OverviewPermission as P
from app.overview.rules import PAGE, LogFilter, narrowed
from app.references.models import SelfCheck
from app.register.models import Engagement, EngagementReader, Organisation
from app.work import queries as work
from app.work.models import Approval, Finding

COUNTED = 1000
PEOPLE_LOOKED_UP = 200
MOST_VERIFIED = 100_000


# --- the audit log ---------------------------------------------------------------------------


@dataclass(frozen=True)
class LogPage:
    """Events newest first; `count` is exact to a thousand."""

    entries: list[Entry]
    count: int
    has_newer: bool
    has_older: bool


def log_page(
    ctx: Context, wanted: LogFilter, fields: Collection[tuple[str, str]] | None, size: int = 50
) -> LogPage:
    """`fields`: (table, field) pairs that the reader's words for a field stand for; None asks for all."""
    condition = log_condition(ctx, wanted, fields)
    query = _events().where(condition)
    is_upwards = wanted.after is not None
    if is_upwards:
        query = query.where(AuditEvent.number > wanted.after).order_by(AuditEvent.number)
    else:
        if wanted.before is not None:
            query = query.where(AuditEvent.number < wanted.before)
        query = query.order_by(AuditEvent.number.desc())
    rows = db.session.execute(query.limit(size + 1)).all()
    has_more = len(rows) > size
    entries = [shown(ctx, opened(row)) for row in rows[:size]]
    if is_upwards:
        entries.reverse()
    return LogPage(
        entries,
        _count(condition),
        has_newer=has_more if is_upwards else wanted.before is not None,
        has_older=True if is_upwards else has_more,
    )


def _events() -> Select[AuditEvent, str]:
    return select(AuditEvent, AuditValues.content).join(AuditValues, AuditValues.number == AuditEvent.number)


def _count(condition: ColumnElement[bool]) -> int:
    some = (
        select(AuditEvent.number)
        .join(AuditValues, AuditValues.number == AuditEvent.number)
        .where(condition)
        .limit(COUNTED + 1)
    )
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def shown(ctx: Context, entry: Entry) -> Entry:
    return narrowed(entry, sees_values=ctx.may(P.AUDIT_VALUES_VIEW))


def log_condition(
    ctx: Context, wanted: LogFilter, fields: Collection[tuple[str, str]] | None
) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if wanted.since is not None:
        conditions.append(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditEvent.at <= wanted.until)
    if wanted.act:
        conditions.append(AuditEvent.event == wanted.act)
    if wanted.kind:
        conditions.append(or_(AuditEvent.subject_type == wanted.kind, AuditEvent.root_type == wanted.kind))
    if wanted.subject is not None:
        conditions.append(or_(AuditEvent.subject_id == wanted.subject, AuditEvent.root_id == wanted.subject))
    if wanted.one is not None:
        conditions.append(AuditEvent.act_id == wanted.one)
    if wanted.who:
        conditions.append(_by(ctx, wanted.who))
    if wanted.field:
        conditions.append(_with_field(fields or ()))
    return and_(*conditions)


def _by(ctx: Context, who: str) -> ColumnElement[bool]:
    """The events of the people whom the words may mean: an id, an address, a part of a name."""
    try:
        return AuditEvent.actor_id == UUID(who)
    except ValueError:
        people = list_users(ctx, text=who, active=None)[:PEOPLE_LOOKED_UP]
    by_address = find_user_by_email(who)
    ids = {user.id for user in people} | ({by_address.id} if by_address else set())
    return AuditEvent.actor_id.in_(ids) if ids else false()


def _with_field(fields: Collection[tuple[str, str]]) -> ColumnElement[bool]:
    """Names of fields are keys of the values; a quotation mark inside a value is escaped, so none is mistaken."""
    return or_(
        false(),
        *(
            and_(
                AuditEvent.subject_type == table,
                AuditValues.content.contains(f'"{name}":{{', autoescape=True),
            )
            for table, name in sorted(fields)
        ),
    )


def log_rows(
    ctx: Context, wanted: LogFilter, fields: Collection[tuple[str, str]] | None, most: int
) -> list[Entry]:
    """For the export: oldest first, as a file is read."""
    query = _events().where(log_condition(ctx, wanted, fields)).order_by(AuditEvent.number).limit(most)
    return [shown(ctx, opened(row)) for row in db.session.execute(query)]


def log_head() -> int:
    return db.session.scalar(select(AuditHead.number).where(AuditHead.id == 1)) or 0


def heads_outside(paths: Sequence[Path | None]) -> list[Head]:
    return [head for head in (read(path) for path in paths if path is not None) if head is not None]


def verify_log(heads: list[Head]) -> Report:
    """Walk the log in a transaction of its own that sees it as it stands now, whoever goes on writing."""
    with db.scope():
        # SQLite's reading transaction is a still picture already, and so is one that was begun for us.
        is_still = db.is_sqlite or not isinstance(db.session.get_bind(), Engine)
        options = {} if is_still else {"isolation_level": "REPEATABLE READ"}
        return verify(db.session.connection(execution_options=options), heads)


# --- names of what an event is about ---------------------------------------------------------


def titles_of(ids: Collection[UUID]) -> dict[UUID, str]:
    """Titles of records found by name, names of units, keys of settings; access was judged on the row that
    shows them."""
    if not ids:
        return {}
    named = select(SearchEntry.record_id, SearchEntry.title).where(SearchEntry.record_id.in_(ids))
    settings = select(Setting.id, Setting.key).where(Setting.id.in_(ids))
    units = select(Unit.id, Unit.name).where(Unit.id.in_(ids))
    return {row[0]: row[1] for row in db.session.execute(named.union_all(settings, units))}


def numbers_of(ctx: Context, ids: Collection[UUID], kinds: dict[str, str]) -> dict[UUID, str]:
    """The numbers of those records that this person may open; what has no number is there without one."""
    if not ids:
        return {}
    numbered = select(SearchEntry.record_id, SearchEntry.detail).where(
        SearchEntry.record_id.in_(ids), may_find(ctx, kinds)
    )
    approvals = work.visible_approvals(ctx).where(Approval.id.in_(ids))
    rows = db.session.execute(numbered.union_all(approvals.with_only_columns(Approval.id, literal(""))))
    return {row[0]: row[1] for row in rows}


# --- home ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LeftDraft:
    key: str
    saved_at: datetime
    page: str


def drafts_of(user_id: UUID, limit: int = 10) -> list[LeftDraft]:
    query = (
        select(Draft).where(Draft.user_id == user_id).order_by(Draft.saved_at.desc(), Draft.id).limit(limit)
    )
    return [
        LeftDraft(draft.key, draft.saved_at, "".join(drafts.fields_of(draft).get(PAGE, [])[:1]))
        for draft in db.session.scalars(query)
    ]


def drafts_beyond(user_id: UUID, most: int) -> list[str]:
    """Keys of a person's oldest drafts, if they have more than so many."""
    query = select(Draft.key).where(Draft.user_id == user_id).order_by(Draft.saved_at.desc(), Draft.id)
    return list(db.session.scalars(query.offset(most)))


# --- search ----------------------------------------------------------------------------------


def may_find(ctx: Context, kinds: dict[str, str]) -> ColumnElement[bool]:
    """Kind → permission. A kind that nobody declared is not found; a vendor finds what is its own."""
    allowed = [
        and_(
            SearchEntry.kind == kind,
            or_(
                SearchEntry.unit_id.is_(None),
                SearchEntry.unit_id.in_(ctx.units(permission)),
                *_read_elsewhere(ctx, kind, permission),
            ),
        )
        for kind, permission in sorted(kinds.items())
        if ctx.may(permission)
    ]
    if ctx.is_vendor:
        return and_(SearchEntry.organisation_id == ctx.organisation_id, or_(false(), *allowed))
    return or_(false(), *allowed)


def _read_elsewhere(ctx: Context, kind: str, permission: str) -> list[ColumnElement[bool]]:
    """An engagement, with its assessments and self-checks, is found by the units that read it, too, and not only by
    the one that owns it."""
    read = select(EngagementReader.engagement_id).where(EngagementReader.unit_id.in_(ctx.units(permission)))
    if kind == Assessment.__tablename__:
        read = select(Assessment.id).where(Assessment.engagement_id.in_(read))
    elif kind == SelfCheck.__tablename__:
        read = select(SelfCheck.id).where(SelfCheck.engagement_id.in_(read))
    elif kind != Engagement.__tablename__:
        return []
    return [SearchEntry.record_id.in_(read)]


def find(ctx: Context, words: str, kinds: dict[str, str], limit: int = COUNTED + 1) -> list[search.Hit]:
    """What the words find, in the order of names; one more than a thousand says that there are more."""
    asked = search.matching(words)
    if asked is None:
        return []
    query = (
        select(*(getattr(SearchEntry, name) for name in search.Hit.__dataclass_fields__))
        .where(asked, may_find(ctx, kinds))
        .order_by(SearchEntry.sort_key, SearchEntry.row)
        .limit(limit)
    )
    return [search.Hit(*row) for row in db.session.execute(query)]


def find_people(ctx: Context, words: str, kinds: Collection[str]) -> list[search.Hit]:
    """Units and people are few, and their names are not copied into the index."""
    folded = fold(words)
    if not folded:
        return []
    units = list_units(ctx) if "unit" in kinds else []
    people = list_users(ctx, text=words) if "user" in kinds else []
    return [
        *(
            search.Hit("unit", u.id, u.name, u.code)
            for u in units
            if any(folded in fold(text) for text in (u.code, u.name, u.name_kana))
        ),
        *(search.Hit("user", u.id, u.name, u.title) for u in people),
    ]


# --- permits, settings, mails ----------------------------------------------------------------


def permits(ctx: Context, limit: int = 200) -> list[AuditExportPermit]:
    """Those who ask, agree or check see all; somebody else their own."""
    query = select(AuditExportPermit)
    if not any(ctx.may(p) for p in (P.AUDIT_EXPORT_REQUEST, P.AUDIT_EXPORT_ALLOW, P.AUDIT_VALUES_VIEW)):
        query = query.where(AuditExportPermit.user_id == ctx.actor_id)
    query = query.order_by(AuditExportPermit.requested_at.desc(), AuditExportPermit.id).limit(limit)
    return list(db.session.scalars(query))


def may_export(ctx: Context) -> list[User]:
    """Those whose role may take a part of the log out once a permit allows it."""
    return work.people_with(P.AUDIT_LOG_EXPORT, None, day_of(ctx.at))


def get_permit(ctx: Context, permit_id: UUID) -> AuditExportPermit:
    permit = db.session.get(AuditExportPermit, permit_id)
    if permit is None or ctx.is_vendor or not ctx.may(P.AUDIT_LOG_VIEW):
        raise NotFound
    return permit


def open_permits(ctx: Context) -> list[AuditExportPermit]:
    """What this person may export now; the one that lasts longest first."""
    query = select(AuditExportPermit).where(
        AuditExportPermit.user_id == ctx.actor_id,
        AuditExportPermit.state == PermitState.ALLOWED,
        AuditExportPermit.expires_at > ctx.at,
    )
    return list(db.session.scalars(query.order_by(AuditExportPermit.expires_at.desc(), AuditExportPermit.id)))


@dataclass(frozen=True)
class Stored:
    """A setting that was ever changed: what it is now, and who changed it last."""

    value: Any
    at: datetime
    actor_id: UUID | None
    actor_kind: str


def stored_settings() -> dict[str, Stored]:
    last = (
        select(AuditEvent.subject_id, func.max(AuditEvent.number).label("number"))
        .where(AuditEvent.subject_type == "setting")
        .group_by(AuditEvent.subject_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Setting.key, Setting.value, AuditEvent.at, AuditEvent.actor_id, AuditEvent.actor_kind)
        .join(last, last.c.subject_id == Setting.id)
        .join(AuditEvent, AuditEvent.number == last.c.number)
    )
    return {row.key: Stored(row.value, row.at, row.actor_id, row.actor_kind) for row in rows}


def mails(state: MailState | None = None, limit: int = 100) -> list[Mail]:
    query = select(Mail)
    if state is not None:
        query = query.where(Mail.state == state)
    return list(db.session.scalars(query.order_by(Mail.created_at.desc(), Mail.id.desc()).limit(limit)))


def mail_counts() -> dict[MailState, int]:
    rows = db.session.execute(select(Mail.state, func.count()).group_by(Mail.state))
    return {MailState(state): count for state, count in rows}


def get_mail(ctx: Context, mail_id: UUID) -> Mail:
    mail = db.session.get(Mail, mail_id) if ctx.may(P.MAILS_VIEW) else None
    if mail is None:
        raise NotFound
    return mail


def own_organisation(ctx: Context) -> Organisation | None:
    """The company of a vendor's person."""
    return db.session.get(Organisation, ctx.organisation_id) if ctx.organisation_id else None


# --- what a file says of findings ------------------------------------------------------------------


def findings_seen(ctx: Context, finding_ids: Collection[UUID]) -> dict[UUID, Finding]:
    """Those of them that the actor may see."""
    if not finding_ids:
        return {}
    found = db.session.scalars(work.visible_findings(ctx).where(Finding.id.in_(finding_ids)))
    return {finding.id: finding for finding in found}
