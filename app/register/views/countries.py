"""Countries for the pickers that take several."""

from flask import Response, jsonify, request
from flask_babel import get_locale

from app.core.authz import requires
from app.core.listing import LONGEST_QUERY
from app.core.text import fold
from app.register.permissions import RegisterPermission as P
from app.register.views import bp
from app.register.words.countries import country_names

FEW = 20


@bp.route("/countries/options")
@requires(P.SERVICE_VIEW)
def country_options() -> Response:
    """By a part of the name in either language, or by code."""
    asked = fold(request.args.get("q", "")[:LONGEST_QUERY])
    own, english = country_names(str(get_locale())), country_names("en")
    found = [
        {"id": code, "label": name, "detail": code}
        for code, name in own.items()
        if asked and (asked in fold(name) or asked in fold(english[code]) or asked == fold(code))
    ]
    return jsonify(found[:FEW])
