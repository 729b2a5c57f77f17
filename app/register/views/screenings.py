"""反社・制裁確認, recorded by compliance on the organisation that was checked."""

from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.dates import day_of
from app.core.errors import NotFound
from app.core.web import current_context, run_form, writes
from app.register.forms.organisations import ScreeningForm
from app.register.permissions import RegisterPermission as P
from app.register.queries import organisations as queries
from app.register.services import organisations as services
from app.register.views import bp


@bp.route("/organisations/<uuid:organisation_id>/screenings/new", methods=["GET", "POST"])
@requires(P.SCREENING_RECORD)
@writes
def organisation_screening_add(organisation_id: UUID) -> Any:
    ctx = current_context()
    organisation = queries.get_organisation(ctx, organisation_id)
    if organisation.merged_into_id is not None:
        raise NotFound
    form = ScreeningForm(data={"checked_on": day_of(ctx.at)})
    return run_form(
        form,
        lambda: services.record_screening(ctx, organisation, **form.given()),
        to=lambda _made: url_for(
            "register.organisation", organisation_id=organisation.id, _anchor="screenings"
        ),
        page="register/organisation_screening_add.html",
        done=_("The screening was recorded."),
        organisation=organisation,
    )
