"""Which item became which: the institution's word on a pair, and what a new edition touches."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.csvout import csv_answer
from app.core.errors import DomainError, NotFound
from app.core.web import current_context, run_form, writes
from app.core.words import N_
from app.standards.content.catalogue import Catalogue, CatalogueItem
from app.standards.forms.items import TO, AloneForm, LinkAddForm, LinkForm
from app.standards.models import ItemLink
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import items as queries
from app.standards.rules import editions, links
from app.standards.rules.links import Ends, Verdict, verdict_of
from app.standards.rules.numbers import numbered
from app.standards.services import items as services
from app.standards.views import bp
from app.standards.views.changes_showing import export_rows, report
from app.standards.views.item_showing import alone_said, edition_name
from app.standards.views.items import ITEM, found_item, frame
from app.standards.views.link_history import link_lines
from app.standards.views.telling import item_url

NO_SUCH_ITEM = N_("This edition has no item of that number here.")


@bp.route(f"{ITEM}/link", methods=["GET", "POST"])
@requires(P.STANDARD_EDIT)
@writes
def item_link(framework: str, edition: str, ref: str) -> Response:
    """The pair stands in the address; one of the two is this item."""
    catalogue, found = found_item(framework, edition, ref)
    before, after = _pair(catalogue, found)
    ends = links.ends_of(before, after)
    decision = queries.decision_on(ends)
    form = LinkForm(obj=decision, **_judged(decision))
    return run_form(
        form,
        lambda: _decided(ends, form),
        to=lambda _link: item_url(found.ref),
        page="standards/item_link.html",
        done=_("The decision was saved."),
        record=decision,
        pair=_shown(catalogue, before, after),
        **_beside(catalogue, ends, decision),
        **frame(catalogue, found),
    )


def _judged(decision: ItemLink | None) -> dict[str, str]:
    """What was said before is chosen already; what nobody has judged yet is not judged by one click."""
    return {"verdict": verdict_of(decision).value} if decision else {}


def _beside(catalogue: Catalogue, ends: Ends, decision: ItemLink | None) -> dict[str, Any]:
    """The history of the decision, and where another one stands against it."""
    return {
        "against_url": against_url(catalogue, ends),
        "lines": link_lines(catalogue, ends, decision or ItemLink(id=services.link_id(ends))),
    }


def _decided(ends: Ends, form: LinkForm) -> ItemLink:
    verdict, note = Verdict(form.verdict.data), form.note.data or ""
    return services.decide_link(current_context(), ends, verdict, note, version=form.version_number)


def _pair(catalogue: Catalogue, found: CatalogueItem) -> tuple[CatalogueItem, CatalogueItem]:
    named = [catalogue.items.get(request.args.get(name, "")) for name in ("before", "after")]
    before, after = named
    if before is None or after is None or found not in (before, after) or before.edition == after.edition:
        raise NotFound
    return before, after


def _shown(catalogue: Catalogue, before: CatalogueItem, after: CatalogueItem) -> dict[str, Any]:
    named = (before.ref, after.ref)
    return {
        "before": before,
        "after": after,
        "before_edition": edition_name(catalogue, before.edition),
        "after_edition": edition_name(catalogue, after.edition),
        "delivered": [one for one in links.delivered(catalogue) if (one.before, one.after) == named],
    }


@bp.route(f"{ITEM}/link/none", methods=["GET", "POST"])
@requires(P.STANDARD_EDIT)
@writes
def item_link_none(framework: str, edition: str, ref: str) -> Response:
    """That it has no counterpart in the edition of the address: gone in a newer one, new since an older one."""
    catalogue, found = found_item(framework, edition, ref)
    other, ends = _alone(catalogue, found)
    decision = queries.decision_on(ends)
    form = AloneForm(obj=decision, **_judged(decision))
    return run_form(
        form,
        lambda: _decided(ends, form),
        to=lambda _link: item_url(found.ref),
        page="standards/item_link_none.html",
        done=_("The decision was saved."),
        record=decision,
        title=alone_said(catalogue, found, other, is_newer=not ends.to_ref),
        delivered=links.about(links.delivered(catalogue), ends),
        **_beside(catalogue, ends, decision),
        **frame(catalogue, found),
    )


def _alone(catalogue: Catalogue, found: CatalogueItem) -> tuple[str, Ends]:
    """Editions between which a report tells what became of items."""
    other = request.args.get("other", "")
    older, newer = editions.around(links.standing(catalogue, queries.decisions()), found.edition)
    if other not in (*older, *newer):
        raise NotFound
    return other, links.ends_alone(found, other, is_newer=other in newer)


@bp.route(f"{ITEM}/link/new", methods=["GET", "POST"])
@requires(P.STANDARD_EDIT)
@writes
def item_link_add(framework: str, edition: str, ref: str) -> Response:
    catalogue, found = found_item(framework, edition, ref)
    editions = [(name, edition_name(catalogue, name)) for name in catalogue.editions if name != found.edition]
    form = LinkAddForm(editions=editions)

    return run_form(
        form,
        lambda: _add(found, catalogue, form),
        to=lambda _link: item_url(found.ref),
        page="standards/item_link_add.html",
        done=_("The counterpart was added."),
        against_url=_against_added(found, catalogue, form),
        **frame(catalogue, found),
    )


def _add(found: CatalogueItem, catalogue: Catalogue, form: LinkAddForm) -> ItemLink:
    pair = _added_pair(found, catalogue, form)
    if pair is None:
        raise DomainError(NO_SUCH_ITEM, "ref")
    before, after = pair
    return services.add_link(
        current_context(), before, after, Verdict(form.verdict.data), form.note.data or ""
    )


def _added_pair(
    found: CatalogueItem, catalogue: Catalogue, form: LinkAddForm
) -> tuple[CatalogueItem, CatalogueItem] | None:
    """In the order in which the one became the other."""
    edition, written = form.edition.data or "", form.ref.data or ""
    other = item_meant(catalogue, edition, written)
    if other is None:
        return None
    return (found, other) if form.direction.data == TO else (other, found)


def item_meant(catalogue: Catalogue, edition: str, written: str) -> CatalogueItem | None:
    """What was picked before another edition was chosen is no answer for that one."""
    return numbered(catalogue.items_of(edition), written.removeprefix(f"{edition}/"))


def _against_added(found: CatalogueItem, catalogue: Catalogue, form: LinkAddForm) -> str:
    pair = _added_pair(found, catalogue, form) if request.method == "POST" else None
    return against_url(catalogue, links.ends_of(*pair)) if pair else ""


def against_url(catalogue: Catalogue, ends: Ends) -> str:
    """The page of a decision of ours that would have to go first."""
    decision = links.against(ends, queries.decisions())
    if decision is None:
        return ""
    other = links.ends_in(decision)
    before, after = (
        f"{edition}/{ref}" if ref else ""
        for edition, ref in ((other.from_edition, other.from_ref), (other.to_edition, other.to_ref))
    )
    if (before or after) not in catalogue.items:
        return ""
    framework, edition, ref = (before or after).split("/", 2)
    place: dict[str, Any] = {"framework": framework, "edition": edition, "ref": ref}
    if before and after:
        return url_for("standards.item_link", before=before, after=after, **place)
    alone_in = other.to_edition if before else other.from_edition
    return url_for("standards.item_link_none", other=alone_in, **place)


@bp.route("/standards/links/<uuid:link_id>/withdraw", methods=["POST"])
@requires(P.STANDARD_EDIT)
@writes
def item_link_withdraw(link_id: UUID) -> Response:
    link = queries.get_decision(link_id)
    back = request.args.get("back", "")
    items = [f"{link.from_edition}/{link.from_ref}"] if link.from_ref else []
    items += [f"{link.to_edition}/{link.to_ref}"] if link.to_ref else []
    services.withdraw_link(current_context(), link)
    flash(_("The decision was withdrawn."), "good")
    return make_response(redirect(item_url(back if back in items else items[0]), 303))


@bp.route("/standards/<framework>/<edition>/changes")
@requires(P.STANDARD_VIEW)
def changes(framework: str, edition: str) -> str:
    return render_template("standards/changes.html", **report(current_context(), framework, edition))


@bp.route("/standards/<framework>/<edition>/changes/export")
@requires(P.STANDARD_VIEW)
def changes_export(framework: str, edition: str) -> Response:
    """What the report shows, as CSV; of own wordings only that there is one."""
    found = report(current_context(), framework, edition)
    head, rows = export_rows(found)
    return csv_answer(found["title"], head, rows)
