"""Saved views of the lists over all engagements."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from app.core import listing, saved_views
from app.core.authz import requires
from app.core.errors import DomainError
from app.core.listing import ListDefinition
from app.core.web import current_context, translated, writes
from app.overview import consent_lists
from app.overview.views import bp
from app.register.permissions import RegisterPermission as P


def _save(definition: ListDefinition, address: str) -> Any:
    state = listing.read_text(definition, address, request.form.get("query", ""))
    try:
        saved_views.save(current_context(), state, request.form.get("name", ""))
    except DomainError as error:
        flash(translated(error), "error")
    else:
        flash(_("The view was saved."), "success")
    return redirect(state.url(page=state.page), 303)


def _forget(view_id: UUID, address: str) -> Any:
    saved_views.forget(current_context(), view_id)
    flash(_("The view was deleted."), "success")
    return redirect(address, 303)


@bp.route("/consents/views", methods=["POST"])
@requires(P.CONSENT_VIEW)
@writes
def consents_view_save() -> Any:
    return _save(consent_lists.CONSENTS, url_for("overview.consents_list"))


@bp.route("/consents/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.CONSENT_VIEW)
@writes
def consents_view_delete(view_id: UUID) -> Any:
    return _forget(view_id, url_for("overview.consents_list"))


@bp.route("/chain/checks/views", methods=["POST"])
@requires(P.ENGAGEMENT_VIEW)
@writes
def chain_checks_view_save() -> Any:
    return _save(consent_lists.CHAIN_CHECKS, url_for("overview.chain_checks"))


@bp.route("/chain/checks/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.ENGAGEMENT_VIEW)
@writes
def chain_checks_view_delete(view_id: UUID) -> Any:
    return _forget(view_id, url_for("overview.chain_checks"))
