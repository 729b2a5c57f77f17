"""The row of tabs over the lists that belong together: who supplies us with what, whom to call, what of ours."""

from collections.abc import Sequence

from flask import current_app, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core.context import Context
from app.core.navigation import Tab
from app.core.web import current_context
from app.register.permissions import RegisterPermission as P
from app.register.views import bp

LISTS = (
    ("register.organisation_list", _l("Organisations"), P.ORGANISATION_VIEW),
    ("register.service_list", _l("Services"), P.SERVICE_VIEW),
    ("register.supply_list", _l("Supplies"), P.SUPPLY_VIEW),
    ("register.contact_list", _l("Contacts"), P.CONTACT_VIEW),
    ("register.system_list", _l("Information systems"), P.SYSTEM_VIEW),
    ("register.function_list", _l("Business functions"), P.FUNCTION_VIEW),
)


OVER_ENGAGEMENTS = (
    ("register.engagement_list", _l("Engagements"), P.ENGAGEMENT_VIEW),
    ("overview.consents_list", _l("Consents to subcontracting"), P.CONSENT_VIEW),
    ("overview.chain_checks", _l("Checks of the chains"), P.ENGAGEMENT_VIEW),
)


def master_tabs() -> list[Tab]:
    """A vendor's person has one list only, and so no row of tabs."""
    return _tabs(LISTS)


def engagement_list_tabs() -> list[Tab]:
    return [] if current_context().is_vendor else _tabs(OVER_ENGAGEMENTS)


def _tabs(lists: Sequence[tuple[str, LazyString, P]]) -> list[Tab]:
    ctx: Context = current_context()
    shown = [
        Tab(str(label), url_for(endpoint), request.endpoint == endpoint)
        for endpoint, label, permission in lists
        if endpoint in current_app.view_functions and ctx.may(permission)
    ]
    return shown if len(shown) > 1 else []


bp.add_app_template_global(master_tabs, "master_tabs")
bp.add_app_template_global(engagement_list_tabs, "engagement_list_tabs")
