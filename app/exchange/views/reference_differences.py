"""The differences of a reference's workbook, and the word to write them into a draft."""

from typing import Any
from uuid import UUID

from flask import flash, request
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.exchange import references_shown as shown
from app.exchange import whose_shown
from app.exchange.forms.references import ReferenceApplyForm
from app.exchange.models import ReferenceImport
from app.exchange.services import reference_imports as imports
from app.exchange.services import reference_whose
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
    base = imports.base_of(ctx, reference)
    found = imports.differences_from(ctx, reference, brought, base)
    offer = reference_whose.offered(ctx, reference, brought)
    choices = form.looked_at(
        imports.seen_of(found, offer), takes_terms=offer is not None and offer.is_proposed
    )
    return run_form(
        form, lambda: imports.apply(ctx, reference, brought, **choices),
        to=lambda draft: _told(place, brought, draft), page=PAGE, brought=brought, may_import=place.may_import,
        base=base, shown=shown.differences(found, request.args.get("show", "")), terms=whose_shown.terms(offer),
        whose=whose_shown.warning(reference_whose.whose(ctx, reference, brought)),
        terms_done=whose_shown.terms_done, **place.head(),
    )  # fmt: skip


def _told(place: Place, brought: ReferenceImport, draft: ReferenceVersion | None) -> str:
    """Where to go on; what became of the terms is said in any case."""
    if draft is not None:
        flash(_("The workbook was written into the draft."), "good")
    told = whose_shown.terms_done(brought)
    if told:
        flash(told, "good" if brought.counts["terms"] else "attention")
    return place.back_url if draft is None else place.version_url(draft)
