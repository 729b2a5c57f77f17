"""A pair that the delivered crosswalk does not name, added on the page of the crosswalk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.errors import DomainError, NotFound
from app.core.web import current_context, run_form, writes
from app.standards.content.catalogue import Catalogue, CatalogueItem
from app.standards.forms.items import CrosswalkPairForm
from app.standards.models import ItemLink
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents
from app.standards.rules import links
from app.standards.rules.links import Verdict
from app.standards.services import items as services
from app.standards.views import bp
from app.standards.views.crosswalk_pages import CROSSWALK
from app.standards.views.crosswalks import NO_SUCH_ITEM, against_url, item_meant
from app.standards.views.item_showing import edition_name
from app.standards.views.telling import said

if TYPE_CHECKING:
    from app.standards.content.frameworks import Crosswalk


@bp.route(f"{CROSSWALK}/add", methods=["GET", "POST"])
@requires(P.STANDARD_EDIT)
@writes
def crosswalk_add(key: str) -> Response:
    catalogue, found = _crosswalk(key)
    names = [edition_name(catalogue, name) for name in (found.before, found.after)]
    form = CrosswalkPairForm(before=names[0], after=names[1])
    here = url_for("standards.crosswalk", key=key)
    return run_form(
        form,
        lambda: _add(catalogue, found, form),
        to=lambda _link: here,
        page="standards/crosswalk_add.html",
        done=_("The pair was added."),
        crosswalk=found,
        here=here,
        parents=[(_("Standards"), url_for("standards.standards")), (said(found.title), here)],
        against_url=_against(catalogue, found, form) if request.method == "POST" else "",
    )


def _crosswalk(key: str) -> tuple[Catalogue, Crosswalk]:
    catalogue = contents.catalogue()
    if key not in catalogue.crosswalks:
        raise NotFound
    return catalogue, catalogue.crosswalks[key]


def _meant(
    catalogue: Catalogue, found: Crosswalk, form: CrosswalkPairForm
) -> tuple[CatalogueItem | None, CatalogueItem | None]:
    return (
        item_meant(catalogue, found.before, form.item.data or ""),
        item_meant(catalogue, found.after, form.ref.data or ""),
    )


def _add(catalogue: Catalogue, found: Crosswalk, form: CrosswalkPairForm) -> ItemLink:
    before, after = _meant(catalogue, found, form)
    if before is None:
        raise DomainError(NO_SUCH_ITEM, "item")
    if after is None:
        raise DomainError(NO_SUCH_ITEM, "ref")
    verdict, note = Verdict(form.verdict.data), form.note.data or ""
    return services.add_link(current_context(), before, after, verdict, note)


def _against(catalogue: Catalogue, found: Crosswalk, form: CrosswalkPairForm) -> str:
    before, after = _meant(catalogue, found, form)
    return against_url(catalogue, links.ends_of(before, after)) if before and after else ""
