"""Reads of work. Each list begins with what the actor may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from app.core import authz
from app.core.audit import AuditEvent
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import NotFound
from app.identity.models import Grant, GrantState, StandIn, Unit, User
from app.work import rules, subjects
from app.work.events import WorkAct
from app.work.models import (
    Approval,
    ApprovalState,
    Document,
    DocumentFile,
    Finding,
    FindingState,
    Severity,
    Task,
    TaskState,
)
from app.work.permissions import WorkPermission as P

IDENTITY = "identity:"


def _held(ctx: Context, permission: Any, unit: Any) -> ColumnElement[bool]:
    """The row asks for a permission that the actor holds in the row's unit. Permissions of the same units
    share a branch, so that somebody with forty permissions sends their units once or twice."""
    groups: dict[frozenset[UUID], list[str]] = {}
    for name, units in ctx.grants.items():
        groups.setdefault(units, []).append(name)
    branches = [
        and_(permission.in_(sorted(names)), or_(unit.is_(None), unit.in_(sorted(units))))
        for units, names in groups.items()
    ]
    return or_(false(), *branches)


def _overseen(ctx: Context, permission: str, unit: Any) -> ColumnElement[bool]:
    if not ctx.may(permission):
        return false()
    return or_(unit.is_(None), unit.in_(sorted(ctx.units(permission))))


# --- tasks ---------------------------------------------------------------------------------


def stood_in_for(ctx: Context) -> Select[UUID]:
    """Those whose deputy this person is today; a subquery, so that no page pays for it twice."""
    return select(StandIn.user_id).where(
        StandIn.deputy_id == ctx.actor_id,
        StandIn.state == GrantState.ACTIVE,
        *_in_force(StandIn, day_of(ctx.at)),
    )


def _mine(ctx: Context) -> ColumnElement[bool]:
    is_for_me = or_(Task.not_for_id.is_(None), Task.not_for_id != ctx.actor_id)
    is_pool = and_(
        Task.owner_id.is_(None),
        is_for_me,
        _held(ctx, Task.permission, Task.unit_id),
    )
    is_lent = and_(Task.owner_id.in_(stood_in_for(ctx)), is_for_me)
    return or_(Task.owner_id == ctx.actor_id, is_lent, is_pool)


def visible_tasks(ctx: Context) -> Select[Task]:
    if ctx.actor_id is None:
        return select(Task).where(false())
    return select(Task).where(or_(_mine(ctx), _overseen(ctx, P.TASK_VIEW_ALL, Task.unit_id)))


def open_tasks(ctx: Context, *, everybody: bool = False) -> Select[Task]:
    """What waits for me (or, for who oversees, for anybody); what has no date stands last in any order."""
    query = visible_tasks(ctx) if everybody else visible_tasks(ctx).where(_mine(ctx))
    return query.where(Task.state == TaskState.OPEN).order_by(Task.due_on.is_(None))


def waiting_tasks(ctx: Context) -> Select[Task]:
    """Without the tasks that stand for an approval: those wait under their own heading."""
    return open_tasks(ctx).where(Task.source_type != Approval.__tablename__)


def get_task(ctx: Context, task_id: UUID) -> Task:
    task = db.session.scalars(visible_tasks(ctx).where(Task.id == task_id)).one_or_none()
    if task is None:
        raise NotFound
    return task


def open_tasks_of(source_type: str, source_id: UUID) -> list[Task]:
    query = select(Task).where(
        Task.source_type == source_type, Task.source_id == source_id, Task.state == TaskState.OPEN
    )
    return list(db.session.scalars(query.order_by(Task.id)))


def open_tasks_owned_by(user_id: UUID) -> list[Task]:
    query = select(Task).where(Task.owner_id == user_id, Task.state == TaskState.OPEN)
    return list(db.session.scalars(query.order_by(Task.id)))


# --- approvals -----------------------------------------------------------------------------


def visible_approvals(ctx: Context) -> Select[Approval]:
    """Those I made or decided, those I may decide, and for who oversees all of their units."""
    if ctx.actor_id is None:
        return select(Approval).where(false())
    is_about_people = Approval.permission.startswith(IDENTITY, autoescape=True)
    return select(Approval).where(
        or_(
            Approval.maker_id == ctx.actor_id,
            Approval.approver_id == ctx.actor_id,
            _held(ctx, Approval.permission, Approval.unit_id),
            _overseen(ctx, P.APPROVAL_VIEW_ALL, Approval.unit_id),
            and_(is_about_people, _overseen(ctx, P.APPROVAL_VIEW_IDENTITY, Approval.unit_id)),
        )
    )


def get_approval(ctx: Context, approval_id: UUID) -> Approval:
    approval = db.session.scalars(visible_approvals(ctx).where(Approval.id == approval_id)).one_or_none()
    if approval is None:
        raise NotFound
    return approval


def waiting_approvals(ctx: Context) -> Select[Approval]:
    """Open requests that I may decide."""
    return visible_approvals(ctx).where(
        Approval.state == ApprovalState.REQUESTED,
        or_(Approval.expires_at.is_(None), Approval.expires_at > ctx.at),
        or_(Approval.maker_id.is_(None), Approval.maker_id != ctx.actor_id),
        _held(ctx, Approval.permission, Approval.unit_id),
    )


def approvals_made(ctx: Context) -> Select[Approval]:
    return visible_approvals(ctx).where(Approval.maker_id == ctx.actor_id)


def approvals_of(subject_type: str, subject_id: UUID) -> list[Approval]:
    """For the page of a record, where access was judged on the record."""
    query = select(Approval).where(Approval.subject_type == subject_type, Approval.subject_id == subject_id)
    return list(db.session.scalars(query.order_by(Approval.made_at.desc(), Approval.id)))


def approvals_seen_of(
    ctx: Context, subject_type: str, subject_id: UUID, limit: int, *, also: Collection[UUID] = ()
) -> list[Approval]:
    """The same for a page that links to each: only those that its reader may open. `also`: ids of records
    that were merged into this one."""
    query = visible_approvals(ctx).where(
        Approval.subject_type == subject_type, Approval.subject_id.in_([subject_id, *also])
    )
    return list(db.session.scalars(query.order_by(Approval.made_at.desc(), Approval.id).limit(limit)))


def approvals_known_of(ctx: Context, subject_type: str, subject_id: UUID) -> list[tuple[Approval, bool]]:
    """All of a record by one statement, each with whether this person may open it: what was decided counts
    for everybody, but a page links only to what its reader may read."""
    seen = visible_approvals(ctx).with_only_columns(Approval.id)
    query = select(Approval, Approval.id.in_(seen)).where(
        Approval.subject_type == subject_type, Approval.subject_id == subject_id
    )
    rows = db.session.execute(query.order_by(Approval.made_at.desc(), Approval.id))
    return [(approval, bool(is_seen)) for approval, is_seen in rows]


def due_approvals(ctx: Context, limit: int = 200) -> list[Approval]:
    query = select(Approval).where(Approval.state == ApprovalState.REQUESTED, Approval.expires_at <= ctx.at)
    return list(db.session.scalars(query.order_by(Approval.expires_at, Approval.id).limit(limit)))


# Whose rights a record changes, by its table. Packages above add theirs with `concerns`.
_CONCERNED: dict[str, Any] = {
    User.__tablename__: User.id,
    Grant.__tablename__: Grant.user_id,
    StandIn.__tablename__: StandIn.deputy_id,
}


def concerns(column: Any) -> None:
    """The person in this column gains by what is approved, and so never approves it."""
    _CONCERNED[column.class_.__tablename__] = column


def people_concerned(approval: Approval) -> frozenset[UUID]:
    """Whose own rights the approval changes: they do not decide it, whoever asked for it."""
    column = _CONCERNED.get(approval.subject_type)
    if column is None:
        return frozenset()
    return frozenset(db.session.scalars(select(column).where(column.class_.id == approval.subject_id)))


def people_with(permission: str, unit_id: UUID | None, day: date) -> list[User]:
    """Active people who hold a permission in a unit on a day, deputies included."""
    roles = sorted(role for role in _roles() if permission in authz.permissions_of(role))
    grants = select(Grant.user_id).where(
        Grant.role.in_(roles), Grant.state == GrantState.ACTIVE, *_in_force(Grant, day)
    )
    if unit_id is not None:
        path = db.session.scalar(select(Unit.path).where(Unit.id == unit_id)) or ""
        grants = grants.where(Grant.unit_id.in_([UUID(part) for part in path.split("/") if part]))
    deputies = select(StandIn.deputy_id).where(
        StandIn.state == GrantState.ACTIVE, *_in_force(StandIn, day), StandIn.user_id.in_(grants)
    )
    query = select(User).where(User.active, or_(User.id.in_(grants), User.id.in_(deputies)))
    return list(db.session.scalars(query.order_by(User.sort_key, User.id)))


def _roles() -> set[str]:
    return {role for grantable in authz.known().values() for role in grantable.roles}


def _in_force(model: Any, day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return model.from_on <= day, or_(model.until_on.is_(None), model.until_on >= day)


# --- findings ------------------------------------------------------------------------------


@dataclass(frozen=True)
class FindingFilter:
    text: str = ""
    states: tuple[FindingState, ...] = ()
    severity: Severity | None = None
    unit_id: UUID | None = None
    is_overdue: bool = False
    is_mine: bool = False


def visible_findings(ctx: Context) -> Select[Finding]:
    """By unit; and for who deals with them their own, and those of whom they stand in for."""
    if not ctx.may(P.FINDING_VIEW):
        return select(Finding).where(false())
    units = sorted(ctx.units(P.FINDING_VIEW))
    return select(Finding).where(or_(Finding.unit_id.in_(units), _dealt_with_by(ctx)))


def _dealt_with_by(ctx: Context) -> ColumnElement[bool]:
    return or_(Finding.owner_id == ctx.actor_id, Finding.owner_id.in_(stood_in_for(ctx)))


def deals_with(ctx: Context, finding: Finding) -> bool:
    """Whether the finding is this person's to deal with, today."""
    if finding.owner_id is None or ctx.actor_id is None:
        return False
    if finding.owner_id == ctx.actor_id:
        return True
    return (
        db.session.scalar(stood_in_for(ctx).where(StandIn.user_id == finding.owner_id).limit(1)) is not None
    )


def get_finding(ctx: Context, finding_id: UUID) -> Finding:
    finding = db.session.scalars(visible_findings(ctx).where(Finding.id == finding_id)).one_or_none()
    if finding is None:
        raise NotFound
    return finding


def find_findings(ctx: Context, wanted: FindingFilter, today: date) -> Select[Finding]:
    query = visible_findings(ctx)
    if wanted.text:
        query = query.where(Finding.title.icontains(wanted.text, autoescape=True))
    if wanted.states:
        query = query.where(Finding.state.in_(wanted.states))
    if wanted.severity is not None:
        query = query.where(Finding.severity == wanted.severity)
    if wanted.unit_id is not None:
        query = query.where(Finding.unit_id == wanted.unit_id)
    if wanted.is_overdue:
        query = query.where(Finding.due_on < today, Finding.state.in_(rules.UNDER_WAY))
    if wanted.is_mine:
        query = query.where(Finding.owner_id == ctx.actor_id)
    return query


def findings_owned_by(user_id: UUID) -> list[Finding]:
    query = select(Finding).where(Finding.owner_id == user_id, Finding.state.in_(rules.UNDER_WAY))
    return list(db.session.scalars(query.order_by(Finding.number)))


def findings_of(
    ctx: Context, subject_type: str, subject_id: UUID, *, also: Collection[UUID] = ()
) -> list[Finding]:
    """For the page of a record: what is open first, the gravest of it first. `also`: as for approvals."""
    query = visible_findings(ctx).where(
        Finding.subject_type == subject_type, Finding.subject_id.in_([subject_id, *also])
    )
    found = db.session.scalars(query.order_by(Finding.number.desc()))
    return sorted(found, key=lambda f: (f.state in rules.ENDED, rules.severity_rank(f.severity)))


def next_finding_number() -> int:
    return (db.session.scalar(select(func.max(Finding.number))) or 0) + 1


def reporter_of(finding: Finding) -> UUID | None:
    """Who last said that the finding is dealt with: the audit log knows."""
    query = select(AuditEvent.actor_id).where(
        AuditEvent.subject_type == Finding.__tablename__,
        AuditEvent.subject_id == finding.id,
        AuditEvent.event == WorkAct.FINDING_REPORTED,
    )
    return db.session.scalars(query.order_by(AuditEvent.number.desc()).limit(1)).first()


# --- documents -----------------------------------------------------------------------------


@dataclass(frozen=True)
class FiledDocument:
    """A document with its present file and who added it, for a row of a table."""

    document: Document
    file: DocumentFile
    added_by: str


def documents_of(
    ctx: Context,
    subject_type: str,
    subject_id: UUID,
    *,
    with_withdrawn: bool = False,
    limit: int = 20,
    also: Collection[UUID] = (),
) -> list[FiledDocument]:
    """For the page of a record, where access was judged on the record: the latest 基準日 first. One query."""
    if not ctx.may(P.DOCUMENT_VIEW):
        return []
    query = (
        select(Document, DocumentFile, User.name)
        .join(
            DocumentFile,
            and_(DocumentFile.document_id == Document.id, DocumentFile.number == Document.file_number),
        )
        .outerjoin(User, User.id == Document.added_by_id)
        .where(Document.subject_type == subject_type, Document.subject_id.in_([subject_id, *also]))
        .order_by(Document.based_on.is_(None), Document.based_on.desc(), Document.id.desc())
        .limit(limit)
    )
    if not with_withdrawn:
        query = query.where(Document.is_withdrawn.is_(False))
    return [FiledDocument(row[0], row[1], row[2] or "") for row in db.session.execute(query)]


def count_documents(ctx: Context, subject_type: str, subject_id: UUID) -> int:
    """Withdrawn ones included."""
    if not ctx.may(P.DOCUMENT_VIEW):
        return 0
    query = select(func.count()).where(
        Document.subject_type == subject_type, Document.subject_id == subject_id
    )
    return db.session.scalar(query) or 0


def get_document(ctx: Context, document_id: UUID) -> Document:
    """Who may see the record may see its documents, and nobody else."""
    document = db.session.get(Document, document_id) if ctx.may(P.DOCUMENT_VIEW) else None
    if document is None:
        raise NotFound
    subjects.find(ctx, document.subject_type, document.subject_id)
    return document


def may_on_subject(ctx: Context, permission: str, found: subjects.Found) -> bool:
    """The right is needed in the unit whose work the record is."""
    return ctx.may(permission, found.unit_id)


def files_of_document(document: Document) -> list[DocumentFile]:
    """The newest first."""
    query = select(DocumentFile).where(DocumentFile.document_id == document.id)
    return list(db.session.scalars(query.order_by(DocumentFile.number.desc())))


def get_document_file(document: Document, file_id: UUID) -> DocumentFile:
    found = db.session.get(DocumentFile, file_id)
    if found is None or found.document_id != document.id:
        raise NotFound
    return found
