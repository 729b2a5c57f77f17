"""A report that ends comes back as a task and a mail of who keeps it; when it has lapsed without another in its
place, whoever has an engagement that rests on it hears of it too."""

from __future__ import annotations

from datetime import date

from app.assurance import reminding
from app.assurance.events import AssuranceAct as Act
from app.assurance.models import AssuranceReport
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import duties as duty_queries
from app.assurance.queries import reminding as queries
from app.assurance.queries import reports, scope
from app.assurance.rules import currency
from app.assurance.rules import reminding as rules
from app.assurance.services import duties
from app.core import addresses, audit, notices, outbox
from app.core.context import Context
from app.core.dates import DateStyle, day_of, format_date
from app.core.db import db
from app.core.translating import in_language
from app.core.words import N_
from app.identity.models import User
from app.work.models import Task, TaskState
from app.work.services import tasks

ENDS = N_("Ask for the report that follows “%(title)s” (%(number)s). It is relied upon until %(on)s")
ENDED = N_("“%(title)s” (%(number)s) was relied upon until %(on)s, and no other stands in its place")
MESSAGES = (ENDS, ENDED)
LAPSED = N_(
    "A report that your engagement “%(engagement)s” rests on has lapsed on %(on)s: %(title)s (%(number)s)"
)
SUBJECT_LINE = N_("Sekisho: “%(title)s” ends on %(on)s")
SUBJECT_OVER = N_("Sekisho: “%(title)s” ended on %(on)s")
GREETING = N_("%(name)s,")
OPEN_PAGE = N_("Open this page:")


def remind_of_reports(ctx: Context) -> int:
    """A job. Each mark of each report once; a second run finds nothing to do."""
    for report in duty_queries.renewed_with_duties():
        duties.carry_over(ctx, report)
    limits, today, marks = reports.limits(ctx), day_of(ctx.at), reminding.marks()
    there, standing, given = queries.told(MESSAGES), queries.with_an_end(today), 0
    for report in standing:
        last = currency.last_day(report, limits)
        mark = rules.mark_of(last, today, marks) if last else None
        before = there.pop(report.id, [])
        if last is None or mark is None:
            _close(ctx, before)
        elif not any(_says(task, last, mark) for task in before):
            _close(ctx, before)
            _remind(ctx, report, last, mark)
            given += 1
    for left in there.values():
        _close(ctx, left)
    return given


def _says(task: Task, last: date, mark: int) -> bool:
    return task.params.get("on") == last.isoformat() and task.params.get("mark") == str(mark)


def _close(ctx: Context, before: list[Task]) -> None:
    """Another stands in its place, or the next reminder takes over."""
    for task in before:
        if task.state == TaskState.OPEN:
            tasks.complete_task(ctx, task)


def _remind(ctx: Context, report: AssuranceReport, last: date, mark: int) -> None:
    is_over = mark == rules.LAPSED
    tasks.open_task(
        ctx, source_type=queries.SUBJECT, source_id=report.id, message=ENDED if is_over else ENDS,
        params={"title": report.title, "number": report.number, "on": last.isoformat(), "mark": str(mark)},
        owner_id=report.owner_id, permission="" if report.owner_id else P.REPORT_EDIT, due_on=last,
    )  # fmt: skip
    audit.witness(ctx, Act.REPORT_REMINDED, report)
    _mail(ctx, report, last, is_over=is_over)
    if is_over:
        _tell_engagements(ctx, report, last)


def _mail(ctx: Context, report: AssuranceReport, last: date, *, is_over: bool) -> None:
    """Names the report and its page; nothing of its files goes along."""
    owner = db.session.get(User, report.owner_id) if report.owner_id else None
    if owner is None or not owner.active:
        return
    with in_language(owner.language) as translate:
        said = {
            "title": report.title, "number": report.number,
            "on": format_date(last, DateStyle(owner.date_style)),
        }  # fmt: skip
        link = addresses.of_page("assurance.report", report_id=report.id)
        lines = [translate(GREETING, name=owner.name), translate(ENDED if is_over else ENDS, **said)]
        if link:
            lines.append(f"{translate(OPEN_PAGE)}\n{link}")
        outbox.send(
            ctx, user_id=owner.id, address=owner.email,
            subject=translate(SUBJECT_OVER if is_over else SUBJECT_LINE, **said), body="\n\n".join(lines) + "\n",
        )  # fmt: skip


def _tell_engagements(ctx: Context, report: AssuranceReport, last: date) -> None:
    upward = scope.engagements_reaching(queries.seeing_all(ctx), queries.services_of(report))
    for one in upward.found:
        if one.case.owner_id is not None:
            notices.post(
                ctx, one.case.owner_id, LAPSED, report, engagement=one.case.title, title=report.title,
                number=report.number, on=last.isoformat(),
            )  # fmt: skip
