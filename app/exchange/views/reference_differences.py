"""The differences of a reference's workbook, and the word to write them into a draft."""

from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.exchange import references_shown as shown
from app.exchange.forms.references import REMOVE, ReferenceApplyForm
from app.exchange.rules.reference_differences import digest_of
from app.exchange.services import reference_imports as imports
from app.exchange.views import bp
from app.exchange.views.reference_places import Place, for_provider, for_us
from app.references.models import ReferenceVersion
from app.references.permissions import ReferencesPermission as P

PAGE = "exchange/reference_differences.html"


@bp.route("/references/<uuid:reference_id>/import/<uuid:reference_import_id>", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@writes
def reference_import_differences(reference_id: UUID, reference_import_id: UUID) -> Any:
    return _differences(for_us(reference_id), reference_import_id)


@bp.route("/portal/references/<uuid:reference_id>/import/<uuid:reference_import_id>", methods=["GET", "POST"])
@requires(P.PORTAL_WRITE)
@writes
def portal_reference_import_differences(reference_id: UUID, reference_import_id: UUID) -> Any:
    return _differences(for_provider(reference_id), reference_import_id)


def _differences(place: Place, reference_import_id: UUID) -> Any:
    ctx, reference = current_context(), place.reference
    brought = imports.get_import(ctx, reference, reference_import_id)
    form = ReferenceApplyForm()
    found = imports.differences(ctx, reference, brought)
    seen, form.seen.data = form.seen.data or "", digest_of(found)

    def act() -> ReferenceVersion:
        return imports.apply(ctx, reference, brought, seen=seen, is_removing=form.absent.data == REMOVE)

    return run_form(
        form, act, to=place.version_url, page=PAGE, brought=brought, may_import=place.may_import,
        base=imports.base_of(ctx, reference), shown=shown.differences(found, request.args.get("show", "")),
        done=_("The workbook was written into the draft."), **place.head(),
    )  # fmt: skip
