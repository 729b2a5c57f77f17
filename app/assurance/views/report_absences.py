"""確認済み・該当なし: said of a part of a report by who read it, and taken back at the same place."""

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.assurance.forms.parts import NoneForm
from app.assurance.models import AssuranceReport, PartKind
from app.assurance.permissions import AssurancePermission as P
from app.assurance.services import absences as services
from app.assurance.sheets import absences as shown
from app.assurance.views import bp
from app.assurance.views.report_parts import part_form
from app.assurance.views.reports import HERE, for_editing
from app.core.authz import requires
from app.core.errors import NotFound
from app.core.web import current_context, writes
from app.core.words import value_label


@bp.route(f"{HERE}/none/<part>", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def report_none(report_id: UUID, part: str) -> Response:
    if part not in set(PartKind):
        raise NotFound
    found, kind = for_editing(report_id), PartKind(part)
    absence = shown.absence_of(found, kind)
    return _confirmed(found, kind, absence) if absence.at is None else _taken_back(found, kind, absence)


def _confirmed(found: AssuranceReport, part: PartKind, absence: shown.Absence) -> Response:
    form = NoneForm()
    return part_form(
        found, form,
        lambda: services.confirm_none(current_context(), found, part, version=form.version_number),
        tab=part, title=_("%(part)s: confirm that there are none", part=value_label(part)),
        done=_("It was recorded that the report names none."), page="report_none", absence=absence,
    )  # fmt: skip


def _taken_back(found: AssuranceReport, part: PartKind, absence: shown.Absence) -> Response:
    form = NoneForm()
    return part_form(
        found, form,
        lambda: services.take_back_none(current_context(), found, part, version=form.version_number),
        tab=part, title=_("%(part)s: take back “none, confirmed”", part=value_label(part)),
        done=_("“None, confirmed” was taken back."), page="report_none", absence=absence,
    )  # fmt: skip
