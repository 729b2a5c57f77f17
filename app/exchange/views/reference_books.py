"""A version of a reference goes out as a workbook, in the columns of the layout that is asked for."""

from uuid import UUID

from flask import Response, request
from flask_babel import get_locale

from app.core.authz import requires
from app.core.deferred import at_once
from app.core.errors import NotFound
from app.core.web import current_context
from app.exchange.services import reference_books
from app.exchange.views import bp
from app.exchange.views.exporting import answer
from app.exchange.views.reference_places import Place, for_provider, for_us
from app.references import leaving
from app.references.models import Layout
from app.references.permissions import ReferencesPermission as P
from app.references.queries import references as queries
from app.standards.sheets.voices import Voice

LANGUAGES = ("ja", "en")


@bp.route("/references/<uuid:reference_id>/versions/<uuid:version_id>/workbook.xlsx")
@requires(P.REFERENCE_VIEW)
def reference_workbook(reference_id: UUID, version_id: UUID) -> Response:
    place = for_us(reference_id)
    return leaving.held_back(place.reference) or _workbook(place, version_id)


@bp.route("/portal/references/<uuid:reference_id>/versions/<uuid:version_id>/workbook.xlsx")
@requires(P.PORTAL_WRITE)
def portal_reference_workbook(reference_id: UUID, version_id: UUID) -> Response:
    return _workbook(for_provider(reference_id), version_id)


def _workbook(place: Place, version_id: UUID) -> Response:
    ctx = current_context()
    reference, version = queries.get_version(ctx, version_id)
    if reference.id != place.reference.id:
        raise NotFound
    asked = request.args.get("language", "")
    language = asked if asked in LANGUAGES else str(get_locale())
    named = request.args.get("layout", "")
    layout = Layout(named) if named in list(Layout) else reference.layout
    names = place.names(Voice(language))
    exported = reference_books.exported(ctx, reference, version, layout, names, language)
    at_once(lambda: reference_books.witness(ctx, version, exported.content))
    return answer(exported)
