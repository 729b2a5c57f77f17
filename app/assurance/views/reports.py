"""One report: its page, and the forms by which it is recorded, changed, renewed and withdrawn."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.assurance import tabs
from app.assurance.forms.reports import ReportForm, WithdrawForm, form_for
from app.assurance.models import SOC, AssuranceReport, ReportKind
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import reports as queries
from app.assurance.queries import scope
from app.assurance.queries.alike import resting_on
from app.assurance.rules.reports import is_other_family, next_period
from app.assurance.services import reports as services
from app.assurance.sheets import reports as shown
from app.assurance.views import bp
from app.core import history
from app.core.authz import requires
from app.core.dates import day_of
from app.core.errors import NotFound
from app.core.listing import asked_id
from app.core.web import current_context, run_form, writes
from app.core.words import value_label
from app.identity.queries import names_of as people_named
from app.register.queries import organisations

HERE = "/assurance/<uuid:report_id>"


def url_of(report: AssuranceReport) -> str:
    return url_for("assurance.report", report_id=report.id)


def head(report: AssuranceReport, tab: str) -> dict[str, Any]:
    """What stands above each part of a report's file."""
    ctx = current_context()
    return {
        "report": report, "head": shown.head_of(ctx, report), "tabs": tabs.shown(ctx, report, tab),
        "today": day_of(ctx.at), "home": url_of(report), "is_soc": report.kind in SOC,
        "may_edit": ctx.may(P.REPORT_EDIT) and report.withdrawn_at is None,
    }  # fmt: skip


@bp.route(HERE)
@requires(P.REPORT_VIEW)
def report(report_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_report(ctx, report_id)
    above = head(found, "overview")
    return render_template(
        "assurance/report.html", sheet=shown.overview_of(ctx, found, above["head"].later),
        services=scope.services_of(found), **above,
    )  # fmt: skip


@bp.route("/assurance/new", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def report_add() -> Any:
    """First the kind, for a SOC report says other things than a certificate."""
    kind = request.args.get("kind", "")
    if kind not in set(ReportKind):
        kinds = [(value_label(one), url_for(".report_add", kind=one, **_carried())) for one in ReportKind]
        return render_template("assurance/report_choose.html", kinds=kinds)
    return _added(form_for(ReportKind(kind), data={"kind": ReportKind(kind), **_begun()}), None)


def _carried() -> dict[str, Any]:
    return {name: request.args[name] for name in ("provider", "service") if request.args.get(name)}


def _begun() -> dict[str, Any]:
    """From the page of an organisation or a service its own name is filled in; whoever records it keeps it."""
    ctx = current_context()
    provider, service = asked_id("provider"), asked_id("service")
    known = scope.providers_of([service]) if service else {}
    found = known.get(service, provider) if service else provider
    return {
        "organisation_id": found if found in organisations.names_of(ctx, [found]) else None,
        "service_ids": list(known), "owner_id": ctx.actor_id,
    }  # fmt: skip


def _added(form: ReportForm, previous: AssuranceReport | None) -> Response:
    ctx = current_context()
    form.problems = lambda: services.problems(ctx, form.facts(), form.service_ids.data, previous=previous)
    return run_form(
        form,
        lambda: _told_alike(
            form,
            lambda: services.add_report(
                ctx, form.facts(), form.service_ids.data, previous=previous, is_another=form.is_another.data
            ),
        ),
        to=url_of, page="assurance/report_add.html", done=_("The report was recorded."), previous=previous,
    )  # fmt: skip


def _told_alike(form: ReportForm, act: Callable[[], Any]) -> Any:
    """What perhaps is the same report is shown in the form, which then asks."""
    try:
        return act()
    except services.AlikeThere as error:
        form.alike = error.found
        raise


@bp.route(f"{HERE}/next", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def report_renew(report_id: UUID) -> Any:
    """次の期: what stays the same is filled in already. One report has one that follows it."""
    found = queries.get_report(current_context(), report_id)
    later = queries.after(found)
    if later is not None or found.withdrawn_at is not None:
        return redirect(url_of(later or found), 303)
    data = asdict(next_period(services.facts_of(found)))
    return _added(form_for(found.kind, data={**data, "service_ids": scope.service_ids(found)}), found)


@bp.route(f"{HERE}/edit", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def report_edit(report_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_report(ctx, report_id)
    if found.withdrawn_at is not None:
        return redirect(url_of(found), 303)
    form = _form_to_edit(found)
    form.problems = lambda: services.problems(ctx, form.facts(), form.service_ids.data, report=found)
    return run_form(
        form,
        lambda: _told_alike(
            form,
            lambda: services.edit_report(
                ctx, found, form.facts(), form.service_ids.data, version=form.version_number,
                is_another=form.is_another.data,
            ),
        ),
        to=lambda _none: url_of(found), page="assurance/report_edit.html", done=_("The change was saved."),
        record=found, last_saved=lambda: history.last_change(found, people_named),
    )  # fmt: skip


def _form_to_edit(found: AssuranceReport) -> ReportForm:
    """Of the other sort where the address asks for it: `report_kind_change` leads there."""
    asked = request.args.get("kind", "")
    kind = ReportKind(asked) if asked in set(ReportKind) else found.kind
    form = form_for(kind, obj=found, data={"service_ids": scope.service_ids(found)})
    if not form.is_submitted():
        form.kind.data = kind
    return form


@bp.route(f"{HERE}/kind")
@requires(P.REPORT_EDIT)
def report_kind_change(report_id: UUID) -> Any:
    """種類の訂正: to the other sort, as long as nothing was made of the report as the sort that it is."""
    found = queries.get_report(current_context(), report_id)
    if found.withdrawn_at is not None:
        return redirect(url_of(found), 303)
    others = [one for one in ReportKind if is_other_family(one, found.kind)]
    kinds = [(value_label(one), url_for(".report_edit", report_id=found.id, kind=one)) for one in others]
    return render_template(
        "assurance/report_kind_change.html", kinds=kinds, resting=shown.resting_of(resting_on(found)),
        **head(found, "overview"),
    )  # fmt: skip


@bp.route(f"{HERE}/withdraw", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def report_withdraw(report_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_report(ctx, report_id)
    if found.withdrawn_at is not None:
        return redirect(url_of(found), 303)
    form = WithdrawForm(data={"version": found.version})
    return run_form(
        form,
        lambda: services.withdraw_report(ctx, found, reason=form.reason.data or "", version=form.version_number),
        to=lambda _none: url_of(found), page="assurance/report_withdraw.html", done=_("The report was withdrawn."),
        record=found, **head(found, "overview"),
    )  # fmt: skip


def for_editing(report_id: UUID) -> AssuranceReport:
    """404 where it is gone by: a withdrawn report is read only."""
    found = queries.get_report(current_context(), report_id)
    if found.withdrawn_at is not None:
        raise NotFound
    return found
