"""What a report says: bridge letters, exceptions, subservice organisations, user controls; each in its tab."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assurance import tabs
from app.assurance.forms.parts import (
    ControlForm,
    ControlsForm,
    ExceptionForm,
    LetterForm,
    RemoveForm,
    SubserviceForm,
)
from app.assurance.models import (
    AssuranceReport,
    BridgeLetter,
    PartKind,
    ReportException,
    ReportSubservice,
    UserControl,
)
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import reports as queries
from app.assurance.queries import scope
from app.assurance.rules.absences import said_at
from app.assurance.services import parts as services
from app.assurance.sheets import parts as shown
from app.assurance.sheets.absences import absence_of
from app.assurance.views import bp
from app.assurance.views.reports import HERE, for_editing, head
from app.assurance.words.values import RELEVANCE
from app.core.authz import requires
from app.core.errors import DomainError
from app.core.forms import SekishoForm
from app.core.web import current_context, run_form, writes
from app.core.words import N_
from app.register.permissions import RegisterPermission

tabs.add(tabs.Tab("exceptions", _l("Exceptions"), "assurance.report_exceptions", 20))
tabs.add(tabs.Tab("subservices", _l("Subservice organisations"), "assurance.report_subservices", 22))
tabs.add(tabs.Tab("controls", _l("User controls"), "assurance.report_controls", 25))


def part_form(
    found: AssuranceReport, form: SekishoForm, act: Callable[[], Any], *, tab: str, title: str, done: str, page: str,
    **more: Any,
) -> Response:  # fmt: skip
    """One part entered, changed or removed; afterwards the tab it stands in."""
    back = url_for(f"assurance.report{'_' + tab if tab != 'overview' else ''}", report_id=found.id)
    if request.method == "GET":
        form.version.data = str(found.version)

    def checked() -> Any:
        must_be_seen(found, form)
        return act()

    return run_form(
        form, checked, to=lambda _made: back, page=f"assurance/{page}.html", done=done, back=back, title=title,
        **head(found, tab), **more,
    )  # fmt: skip


CHANGED = N_(
    "Somebody changed this report while you were writing. Nothing of yours is lost: "
    "look at what stands there now, then save again."
)


def must_be_seen(found: AssuranceReport, form: SekishoForm) -> None:
    """Parts go by the version of their report: who saves second is told once, and may then save."""
    if found.version != form.version_number:
        form.version.data = str(found.version)
        raise DomainError(CHANGED)


def _recorded(found: AssuranceReport, part: PartKind, done: str) -> str:
    """Also that the word of who had found none goes with it."""
    if said_at(found, part) is None:
        return done
    taken_back = _("“None, confirmed” was taken back by it.")
    return f"{done} {taken_back}"


def _removed(found: AssuranceReport, tab: str, title: str, what: str, act: Callable[[], Any]) -> Response:
    return part_form(
        found,
        RemoveForm(),
        act,
        tab=tab,
        title=title,
        done=_("It was removed."),
        page="part_remove",
        what=what,
    )


# --- ブリッジレター ------------------------------------------------------------------------------


@bp.route(f"{HERE}/letters/new", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def letter_add(report_id: UUID) -> Response:
    return _letter(for_editing(report_id), None)


@bp.route(f"{HERE}/letters/<uuid:letter_id>/edit", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def letter_edit(report_id: UUID, letter_id: UUID) -> Response:
    found = for_editing(report_id)
    return _letter(found, queries.get_part(found, BridgeLetter, letter_id))


def _letter(found: AssuranceReport, letter: BridgeLetter | None) -> Response:
    ctx = current_context()
    form = LetterForm(obj=letter, data=shown.next_letter(found, queries.letters_of(found)))
    form.problems = lambda: services.letter_problems(ctx, found, form.facts()) if form.has_days else ()
    return part_form(
        found, form, lambda: services.set_letter(ctx, found, form.facts(), letter), tab="overview",
        title=_("Bridge letter"), page="letter",
        done=_("The bridge letter was changed.") if letter else _("The bridge letter was recorded."),
    )  # fmt: skip


@bp.route(f"{HERE}/letters/<uuid:letter_id>/remove", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def letter_remove(report_id: UUID, letter_id: UUID) -> Response:
    found = for_editing(report_id)
    letter = queries.get_part(found, BridgeLetter, letter_id)
    return _removed(
        found, "overview", _("Remove the bridge letter"), shown.letter_words(current_context(), letter),
        lambda: services.remove_letter(current_context(), found, letter),
    )  # fmt: skip


# --- 例外事項 ------------------------------------------------------------------------------------


@bp.route(f"{HERE}/exceptions")
@requires(P.REPORT_VIEW)
def report_exceptions(report_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_report(ctx, report_id)
    return render_template(
        "assurance/report_exceptions.html", lines=shown.exceptions_of(ctx, queries.exceptions_of(found)),
        relevance=RELEVANCE, absence=absence_of(found, PartKind.EXCEPTIONS), **head(found, "exceptions"),
    )  # fmt: skip


@bp.route(f"{HERE}/exceptions/new", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def exception_add(report_id: UUID) -> Response:
    return _exception(for_editing(report_id), None)


@bp.route(f"{HERE}/exceptions/<uuid:exception_id>/edit", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def exception_edit(report_id: UUID, exception_id: UUID) -> Response:
    found = for_editing(report_id)
    return _exception(found, queries.get_part(found, ReportException, exception_id))


def _exception(found: AssuranceReport, row: ReportException | None) -> Response:
    form = ExceptionForm(obj=row)
    return part_form(
        found, form, lambda: services.set_exception(current_context(), found, form.facts(), row), tab="exceptions",
        title=_("Exception in a report"),
        done=_recorded(found, PartKind.EXCEPTIONS, _("The exception was recorded.")), page="exception",
    )  # fmt: skip


@bp.route(f"{HERE}/exceptions/<uuid:exception_id>/remove", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def exception_remove(report_id: UUID, exception_id: UUID) -> Response:
    found = for_editing(report_id)
    row = queries.get_part(found, ReportException, exception_id)
    return _removed(
        found, "exceptions", _("Remove the exception"), row.description,
        lambda: services.remove_exception(current_context(), found, row),
    )  # fmt: skip


# --- 再受託会社 ----------------------------------------------------------------------------------


@bp.route(f"{HERE}/subservices")
@requires(P.REPORT_VIEW)
def report_subservices(report_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_report(ctx, report_id)
    named = queries.subservices_of(found)
    services_in_scope = scope.service_ids(found)
    tied = [row.organisation_id for row in named if row.organisation_id]
    below = scope.below(ctx, found, tied, services_in_scope)
    return render_template(
        "assurance/report_subservices.html", lines=shown.subservices_of(ctx, named, below), named=named,
        absence=absence_of(found, PartKind.SUBSERVICES),
        first_service=next(iter(services_in_scope), None),
        may_link=bool(services_in_scope) and ctx.may(RegisterPermission.SUPPLY_ADD), **head(found, "subservices"),
    )  # fmt: skip


@bp.route(f"{HERE}/subservices/new", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def subservice_add(report_id: UUID) -> Response:
    return _subservice(for_editing(report_id), None)


@bp.route(f"{HERE}/subservices/<uuid:subservice_id>/edit", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def subservice_edit(report_id: UUID, subservice_id: UUID) -> Response:
    found = for_editing(report_id)
    return _subservice(found, queries.get_part(found, ReportSubservice, subservice_id))


def _subservice(found: AssuranceReport, row: ReportSubservice | None) -> Response:
    form = SubserviceForm(obj=row, data=shown.subservice_begun(current_context()))
    return part_form(
        found, form, lambda: services.set_subservice(current_context(), found, form.facts(), row), tab="subservices",
        title=_("Subservice organisation"), page="subservice",
        done=_recorded(found, PartKind.SUBSERVICES, _("The subservice organisation was recorded.")),
    )  # fmt: skip


@bp.route(f"{HERE}/subservices/<uuid:subservice_id>/remove", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def subservice_remove(report_id: UUID, subservice_id: UUID) -> Response:
    found = for_editing(report_id)
    row = queries.get_part(found, ReportSubservice, subservice_id)
    return _removed(
        found, "subservices", _("Remove the subservice organisation"), row.name,
        lambda: services.remove_subservice(current_context(), found, row),
    )  # fmt: skip


# --- 相補的な内部統制 ----------------------------------------------------------------------------


@bp.route(f"{HERE}/controls")
@requires(P.REPORT_VIEW)
def report_controls(report_id: UUID) -> str:
    found = queries.get_report(current_context(), report_id)
    rows = queries.controls_of(found)
    return render_template(
        "assurance/report_controls.html", controls=rows, absence=absence_of(found, PartKind.CONTROLS),
        **head(found, "controls"),
    )  # fmt: skip


@bp.route(f"{HERE}/controls/new", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def control_add(report_id: UUID) -> Response:
    found, form = for_editing(report_id), ControlsForm()
    return part_form(
        found, form, lambda: services.add_controls(current_context(), found, form.lines.data or ""), tab="controls",
        title=_("Add user controls"), page="controls_add",
        done=_recorded(found, PartKind.CONTROLS, _("The user controls were recorded.")),
    )  # fmt: skip


@bp.route(f"{HERE}/controls/<uuid:control_id>/edit", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def control_edit(report_id: UUID, control_id: UUID) -> Response:
    found = for_editing(report_id)
    row = queries.get_part(found, UserControl, control_id)
    form = ControlForm(obj=row)
    return part_form(
        found, form, lambda: services.edit_control(current_context(), found, row, **form.values()), tab="controls",
        title=_("User control %(ref)s", ref=row.ref), done=_("The change was saved."), page="control",
    )  # fmt: skip


@bp.route(f"{HERE}/controls/<uuid:control_id>/remove", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def control_remove(report_id: UUID, control_id: UUID) -> Response:
    found = for_editing(report_id)
    row = queries.get_part(found, UserControl, control_id)
    return _removed(
        found, "controls", _("Remove the user control"), f"{row.ref} {row.text}",
        lambda: services.remove_control(current_context(), found, row),
    )  # fmt: skip
