"""One item with everything that touches it, and the institution's own wording of it."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from app.core import history
from app.core.audit import reading
from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.identity import queries as identity
from app.standards.content.catalogue import Catalogue, CatalogueItem
from app.standards.forms.items import WordingForm
from app.standards.models import ItemWording
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents
from app.standards.queries import items as queries
from app.standards.services import items as services
from app.standards.views import bp, subjects  # noqa: F401 - findings find their item by the latter
from app.standards.views.item_showing import edition_name, item_title, sheet
from app.standards.views.telling import edition_url, item_url

ITEM = "/standards/<framework>/<edition>/items/<ref>"


@bp.route("/standards/items/<uuid:item_id>")
@requires(P.STANDARD_VIEW)
def item_by_id(item_id: UUID) -> Response:
    """For what knows the row: search, findings. An item that the edition no longer has leads to the edition."""
    row = queries.get_row(item_id)
    ref = f"{row.edition}/{row.ref}"
    is_held = ref in contents.catalogue().items
    return make_response(redirect(item_url(ref) if is_held else edition_url(row.edition)))


@bp.route(ITEM)
@requires(P.STANDARD_VIEW)
def item(framework: str, edition: str, ref: str) -> str:
    current = contents.newest()
    catalogue = contents.catalogue(current)
    found = queries.item_of(catalogue, framework, edition, ref)
    return render_template("standards/item.html", **sheet(current_context(), current, catalogue, found))


def found_item(framework: str, edition: str, ref: str) -> tuple[Catalogue, CatalogueItem]:
    catalogue = contents.catalogue()
    return catalogue, queries.item_of(catalogue, framework, edition, ref)


def frame(catalogue: Catalogue, found: CatalogueItem) -> dict[str, Any]:
    """What the forms on an item have around them."""
    here = item_url(found.ref)
    parents = [
        (_("Standards"), url_for("standards.standards")),
        (edition_name(catalogue, found.edition), edition_url(found.edition)),
        (item_title(found), here),
    ]
    return {"item": found, "here": here, "parents": parents}


def told(record: Any) -> list[history.Line]:
    """The history of a record that may have been taken away meanwhile: its id outlives it."""
    return history.lines(current_context(), reading.entries_of(record), identity.named)


@bp.route(f"{ITEM}/wording", methods=["GET", "POST"])
@requires(P.STANDARD_EDIT)
@writes
def item_wording(framework: str, edition: str, ref: str) -> Response:
    ctx = current_context()
    catalogue, found = found_item(framework, edition, ref)
    wording = queries.wording_of(found)
    form = WordingForm(obj=wording)
    return run_form(
        form,
        lambda: services.set_wording(
            ctx, found, text=form.text.data or "", source=form.source.data or "", version=form.version_number
        ),
        to=lambda _wording: item_url(found.ref),
        page="standards/item_wording.html",
        done=_("The own wording was saved."),
        record=wording,
        lines=told(wording or ItemWording(id=services.wording_id(found))),
        **frame(catalogue, found),
    )


@bp.route(f"{ITEM}/wording/remove", methods=["POST"])
@requires(P.STANDARD_EDIT)
@writes
def item_wording_remove(framework: str, edition: str, ref: str) -> Response:
    _catalogue, found = found_item(framework, edition, ref)
    wording = queries.wording_of(found)
    if wording is not None:
        services.remove_wording(current_context(), wording)
        flash(_("The own wording was removed."), "good")
    return make_response(redirect(item_url(found.ref), 303))
