"""Taking a part of the audit log out: asked for by one, allowed by another, done by the person named."""

import json
from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.audit.reading import Entry
from app.core.authz import requires
from app.core.context import Context
from app.core.csvout import csv_answer
from app.core.dates import DateStyle, day_of, format_datetime
from app.core.deferred import at_once
from app.core.web import current_context, run_form, writes
from app.identity.queries import get_user, names_of
from app.overview import queries, services, showing
from app.overview.forms import AuditExportRequestForm
from app.overview.models import AuditExportPermit
from app.overview.permissions import OverviewPermission as P
from app.overview.views import bp
from app.overview.views.audit_log import FILTERS, fields_called, parse_asked

MOST_EVENTS = 50_000
# Names are looked up by id, and a statement takes only so many.
BATCH = 500


@bp.route("/audit-log/exports")
@requires(P.AUDIT_LOG_VIEW)
def audit_exports() -> str:
    ctx = current_context()
    found = queries.permits(ctx)
    people = {permit.user_id for permit in found} | {permit.requested_by_id for permit in found}
    return render_template(
        "overview/audit_exports.html", permits=found, names=names_of(people), own=queries.open_permits(ctx)
    )


@bp.route("/audit-log/exports/request", methods=["GET", "POST"])
@requires(P.AUDIT_EXPORT_REQUEST, fresh=True)
@writes
def audit_export_request() -> ResponseReturnValue:
    ctx = current_context()
    form = AuditExportRequestForm(data={"days": 3, "until_on": day_of(ctx.at)})
    form.offer(_readers(ctx), ctx.date_style)

    def act() -> AuditExportPermit:
        values = form.values()
        return services.request_audit_export(ctx, get_user(ctx, UUID(values.pop("user_id"))), **values)

    return run_form(
        form,
        act,
        to=lambda _permit: url_for("overview.audit_exports"),
        page="overview/audit_export_request.html",
        done=_("The request was sent. A second person must agree before anything can be exported."),
    )


def _readers(ctx: Context) -> list[tuple[str, str]]:
    return [(str(u.id), f"{u.name} ({u.title})" if u.title else u.name) for u in queries.may_export(ctx)]


@bp.route("/audit-log/export")
@requires(P.AUDIT_LOG_EXPORT)
def audit_log_export() -> ResponseReturnValue:
    """A GET, because the auditor writes nothing; its trace is stored before the file is made."""
    ctx = current_context()
    own = queries.open_permits(ctx)
    asked = parse_asked(request.args)
    if not own or asked.problems:
        return redirect(url_for("overview.audit_exports"), 303)
    permit = next((p for p in own if str(p.id) == request.args.get("permit")), own[0])
    wanted = asked.wanted.within(permit.from_on, permit.until_on)
    entries = queries.log_rows(ctx, wanted, fields_called(wanted.field), MOST_EVENTS + 1)
    if len(entries) > MOST_EVENTS:
        flash(
            _("There are more than %(most)s events. Choose a shorter period.", most=f"{MOST_EVENTS:,}"),
            "warning",
        )
        return redirect(url_for("overview.audit_exports"), 303)
    rows = csv_rows(ctx, entries)
    name = f"{_('Audit log')}_{permit.from_on}_{permit.until_on}"
    _leave_trace(ctx, permit.id, len(entries))
    return csv_answer(name, csv_head(), rows)


def _leave_trace(ctx: Context, permit_id: UUID, count: int) -> None:
    asked = _asked_text()
    at_once(lambda: services.witness_export(ctx, permit_id, asked=asked, count=count))


def _asked_text() -> str:
    kept = {name: request.args[name][:200] for name in FILTERS if request.args.get(name)}
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def csv_head() -> list[str]:
    return [
        _("Number"), _("When"), _("Who"), _("Act"), _("Kind of record"), _("Record"), _("Id of the record"),
        _("Field"), _("Before"), _("After"), _("Reason"),
    ]  # fmt: skip


def csv_rows(ctx: Context, entries: Sequence[Entry]) -> list[list[str | int]]:
    """A line for each changed field, so that a spreadsheet can filter by it."""
    lines: list[list[str | int]] = []
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        for shown, entry in zip(showing.show(ctx, batch), batch, strict=True):
            head: list[str | int] = [
                shown.number, format_datetime(shown.at, DateStyle.ISO), shown.actor, shown.act, shown.subject_kind,
                shown.subject, str(entry.subject_id),
            ]  # fmt: skip
            changes = [[c.label, c.before, c.after] for c in shown.changes] or [["", "", ""]]
            lines += [[*head, *change, shown.reason] for change in changes]
    return lines
