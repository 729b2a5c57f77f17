"""Items for the pickers of forms."""

from __future__ import annotations

from flask import Response, jsonify, request

from app.core.authz import requires
from app.core.listing import LONGEST_QUERY
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents
from app.standards.rules.item_naming import ItemNames, name_of
from app.standards.views import bp
from app.standards.views.telling import language, said

FEW = 20


@bp.route("/standards/options")
@requires(P.STANDARD_VIEW)
def item_options() -> Response:
    """By number, label or edition; those of the edition in `own` come first, of that in `edition` alone."""
    catalogue = contents.catalogue()
    names = ItemNames(catalogue, request.args.get("own", ""))
    found = names.offered(request.args.get("q", "")[:LONGEST_QUERY], FEW, request.args.get("edition", ""))
    return jsonify(
        [
            {
                "id": ref,
                "label": name_of(catalogue, ref, language()),
                "detail": said(catalogue.items[ref].title),
            }
            for ref in found
        ]
    )
