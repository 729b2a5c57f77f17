"""A reference on its way out as a file: to who agreed to its terms; others are led to them."""

from flask import Response, make_response, redirect, request, url_for

from app.core.web import current_context
from app.references.models import SecurityReference
from app.references.services import agreeing


def held_back(*references: SecurityReference) -> Response | None:
    """The way to the terms, and back to what was asked for. Of several that leave as one file each has its own terms,
    and they are agreed to one after the other."""
    waiting = agreeing.waiting_for(current_context(), references)
    if not waiting:
        return None
    wanted = request.full_path.rstrip("?")
    here = url_for("references.reference_terms", reference_id=waiting[0].id, next=wanted)
    return make_response(redirect(here, 303))
