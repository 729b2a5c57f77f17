"""Pages of the register."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from app.core import navigation
from app.register import subjects, words  # noqa: F401 - each registers what it holds
from app.register.permissions import RegisterPermission as P

bp = Blueprint("register", __name__, template_folder="../templates")

navigation.add(
    navigation.Place(
        order=30,
        label=_l("Third parties"),
        endpoint="register.organisation_list",
        icon="building",
        permission=P.ORGANISATION_VIEW,
        endpoints=("register.organisation",),
    )
)

from app.register.views import organisation_list, organisations  # noqa: E402, F401 - their routes
