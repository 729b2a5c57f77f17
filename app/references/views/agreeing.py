"""開示条件 of a reference: what its reader agrees to before it leaves as a file, and who has."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.assurance.forms.files import TermsForm
from app.assurance.rules.reading import AGREED_ONLY
from app.core.authz import requires
from app.core.web import current_context, run_form, safe_next, writes
from app.identity import queries as identity
from app.references.models import SecurityReference
from app.references.permissions import ReferencesPermission as P
from app.references.queries import agreeing
from app.references.queries import references as queries
from app.references.services import agreeing as services
from app.references.views import bp


@bp.route("/references/<uuid:reference_id>/terms", methods=["GET", "POST"])
@requires(P.REFERENCE_VIEW)
@writes
def reference_terms(reference_id: UUID) -> Response:
    """`next`: the file that was asked for, which follows at once."""
    ctx, form = current_context(), TermsForm()
    reference = queries.get_reference(ctx, reference_id)
    if not form.is_submitted():
        form.digest.data = services.wording_of(reference)
    page = _shown(reference)
    return run_form(
        form, lambda: services.agree(ctx, reference, digest=form.digest.data or ""),
        to=lambda _none: page["wanted"] or request.path, page="references/reference_terms.html",
        done="" if page["wanted"] else _("You agreed to the terms."), **page,
    )  # fmt: skip


def _shown(reference: SecurityReference) -> dict[str, Any]:
    ctx, here = current_context(), url_for("references.reference", reference_id=reference.id)
    agreed, present = agreeing.agreements_of(reference), services.wording_of(reference)
    return {
        "reference": reference, "here": here, "wanted": safe_next(request.args.get("next", ""), ""),
        "agreed": agreed, "present": present, "names": identity.names_of({one.user_id for one in agreed}),
        "own": [one for one in agreed if (one.user_id, one.terms_digest) == (ctx.actor_id, present)],
        "must_agree": services.must_agree(ctx, reference), "is_under_terms": reference.disclosure in AGREED_ONLY,
    }  # fmt: skip
