"""A reference on its way out as a file: to who agreed to its terms; others are led to them."""

from flask import Response, make_response, redirect, request, url_for

from app.core.web import current_context
from app.references.models import SecurityReference
from app.references.services import agreeing


def held_back(reference: SecurityReference) -> Response | None:
    """The way to the terms, and back to what was asked for."""
    if not agreeing.must_agree(current_context(), reference):
        return None
    wanted = request.full_path.rstrip("?")
    here = url_for("references.reference_terms", reference_id=reference.id, next=wanted)
    return make_response(redirect(here, 303))
