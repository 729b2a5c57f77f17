"""What the routes of every list do with its saved views; each route says itself who may."""

from uuid import UUID

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import listing, saved_views
from app.core.errors import DomainError
from app.core.listing import ListDefinition
from app.core.web import current_context, translated


def save(definition: ListDefinition, address: str) -> Response:
    """Keep what the form sends under its name, and go back to the list as it was."""
    state = listing.read_text(definition, address, request.form.get("query", ""))
    try:
        saved_views.save(current_context(), state, request.form.get("name", ""))
    except DomainError as error:
        flash(translated(error), "error")
    else:
        flash(_("The view was saved."), "success")
    return redirect(state.url(page=state.page), 303)


def forget(view_id: UUID, address: str) -> Response:
    saved_views.forget(current_context(), view_id)
    flash(_("The view was deleted."), "success")
    return redirect(address, 303)
