"""Pages of the register."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from app.core import navigation
from app.register import subjects, words  # noqa: F401 - each registers what it holds
from app.register.permissions import RegisterPermission as P

bp = Blueprint("register", __name__, template_folder="../templates")

navigation.add(
    navigation.Place(
        order=20,
        label=_l("Engagements"),
        endpoint="register.engagement_list",
        icon="folder",
        permission=P.ENGAGEMENT_VIEW,
        endpoints=(
            "register.engagement",
            "overview.engagement_chain",
            "overview.consent",
            "overview.subcontractor",
            "overview.chain_checks",
            "standards.engagement_matri",
            "diligence.engagement_assessment",
        ),
    )
)
navigation.add(
    navigation.Place(
        order=30,
        label=_l("Third parties and services"),
        endpoint="register.organisation_list",
        icon="building",
        permission=P.ORGANISATION_VIEW,
        endpoints=(
            "register.organisation",
            "overview.dependents",
            "register.service",
            "overview.service_chain",
            "register.supply",
            "register.contact",
            "register.system",
            "register.function",
            "diligence.organisation_assessment",
            "diligence.service_assessment",
        ),
    )
)

from app.register.views import (  # noqa: E402, F401 - their routes
    contact_list,
    contacts,
    countries,
    distinctions,
    duplicates,
    engagement_acts,
    engagement_bulk,
    engagement_list,
    engagement_showing,
    engagement_waits,
    engagements,
    function_list,
    functions,
    master_lists,
    organisation_list,
    organisations,
    rulebook,
    screenings,
    service_list,
    services,
    stages,
    supplies,
    supply_list,
    system_list,
    systems,
    tiers,
    waits,
)
