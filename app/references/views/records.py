"""One record of a version: its page with all columns, the form in the columns of the layout, taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.errors import DomainError, NotFound
from app.core.forms import SekishoForm
from app.core.web import current_context, run_form, writes
from app.references.forms.records import RecordForm
from app.references.models import ReferenceVersion, SecurityReference
from app.references.permissions import ReferencesPermission as P
from app.references.queries import references as queries
from app.references.queries.frames import Frame
from app.references.rules import facts as rules
from app.references.services import writing
from app.references.sheets import records as shown
from app.references.sheets.frames import frame_of, title_of
from app.references.views import bp
from app.references.views.references import open_draft
from app.references.views.versions import head_of, no_draft


@dataclass(frozen=True)
class Way:
    """The items before and after this one."""

    place: int
    count: int
    before: str
    after: str


def _way(frame: Frame, item: str, said: Sequence[str]) -> Way:
    order = [one.item for one in frame.shown([*said, item])]
    at = order.index(item)
    after = order[at + 1] if at + 1 < len(order) else ""
    return Way(at + 1, len(order), order[at - 1] if at else "", after)


def _place(reference: SecurityReference, version: ReferenceVersion, item: str) -> dict[str, Any]:
    """What the page and the form of an item have alike."""
    frame = frame_of(reference.edition)
    said = queries.items_of(version.id)
    if frame.get(item) is None and item not in said:
        raise NotFound
    return {
        "item": item, "item_title": title_of(frame.get(item)), "way": _way(frame, item, said),
        "points": [(one.item, one.item in said) for one in frame.points_of(item)],
        "item_url": lambda other: url_for("references.record", version_id=version.id, item=other),
        "edit_url": lambda other: url_for("references.record_edit", version_id=version.id, item=other),
    }  # fmt: skip


@bp.route("/references/versions/<uuid:version_id>/items/<path:item>")
@requires(P.REFERENCE_VIEW)
def record(version_id: UUID, item: str) -> str:
    reference, version = queries.get_version(current_context(), version_id)
    row, before = queries.record_of(version.id, item), queries.before(version)
    was = queries.record_of(before.id, item) if before is not None else None
    return render_template(
        "references/record.html", row=row, before=before,
        rows=shown.rows_of(row, reference.layout, queries.papers_of(version.id)) if row is not None else [],
        changes=shown.changes(was, row) if before is not None else [],
        **_place(reference, version, item), **head_of(reference, version, "records"),
    )  # fmt: skip


@bp.route("/references/versions/<uuid:version_id>/edit-item/<path:item>", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@writes
def record_edit(version_id: UUID, item: str) -> Response:
    ctx = current_context()
    reference, version = open_draft(version_id)
    if (away := no_draft(version)) is not None:
        return away
    place, row = _place(reference, version, item), queries.record_of(version.id, item)
    form = RecordForm(obj=row)
    form.offer(queries.papers_of(version.id), row)
    now = rules.digest(rules.record_facts(row) if row is not None else None)
    if request.method == "GET":
        form.seen.data = now
    return run_form(
        form, lambda: _save(ctx, version, item, form, now), to=lambda _row: _next(place),
        page="references/record_form.html", record=version, row=row, reference=reference, version=version,
        own=shown.own_fields(reference.layout), others=shown.other_fields(reference.layout),
        done=_("%(item)s was saved.", item=item), **place,
    )  # fmt: skip


def _save(ctx: Any, version: ReferenceVersion, item: str, form: RecordForm, now: str) -> Any:
    try:
        return writing.set_record(ctx, version, item, form.facts(), seen=form.seen.data or "")
    except DomainError as error:
        if error.field == writing.SEEN:
            form.seen.data, form.seen.raw_data = now, None
        raise


def _next(place: dict[str, Any]) -> str:
    """The form of the next item, where the person goes on that way."""
    if "next" in request.form and place["way"].after:
        return str(place["edit_url"](place["way"].after))
    return str(place["item_url"](place["item"]))


@bp.route("/references/versions/<uuid:version_id>/remove-item/<path:item>", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@writes
def record_remove(version_id: UUID, item: str) -> Response:
    ctx = current_context()
    reference, version = open_draft(version_id)
    row = queries.record_of(version.id, item)
    if (away := no_draft(version)) is not None:
        return away
    if row is None:
        raise NotFound
    return run_form(
        SekishoForm(), lambda: writing.remove_record(ctx, version, row),
        to=lambda _none: url_for("references.version", version_id=version.id), page="references/record_remove.html",
        reference=reference, version=version, done=_("The record of %(item)s was removed.", item=item),
        **_place(reference, version, item),
    )  # fmt: skip
