"""Saved views of the lists over all engagements."""

from typing import Any
from uuid import UUID

from flask import url_for

from app.core import keeping_views
from app.core.authz import requires
from app.core.web import writes
from app.overview import consent_lists
from app.overview.views import bp
from app.register.permissions import RegisterPermission as P


@bp.route("/consents/views", methods=["POST"])
@requires(P.CONSENT_VIEW)
@writes
def consents_view_save() -> Any:
    return keeping_views.save(consent_lists.CONSENTS, url_for("overview.consents_list"))


@bp.route("/consents/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.CONSENT_VIEW)
@writes
def consents_view_delete(view_id: UUID) -> Any:
    return keeping_views.forget(view_id, url_for("overview.consents_list"))


@bp.route("/chain/checks/views", methods=["POST"])
@requires(P.ENGAGEMENT_VIEW)
@writes
def chain_checks_view_save() -> Any:
    return keeping_views.save(consent_lists.CHAIN_CHECKS, url_for("overview.chain_checks"))


@bp.route("/chain/checks/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.ENGAGEMENT_VIEW)
@writes
def chain_checks_view_delete(view_id: UUID) -> Any:
    return keeping_views.forget(view_id, url_for("overview.chain_checks"))
