"""What changed between two versions of a reference and whom it touches; two references side by side."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.listing import is_id
from app.core.web import current_context
from app.identity import queries as identity
from app.references.models import ReferenceVersion, SecurityReference, VersionState
from app.references.permissions import ReferencesPermission as P
from app.references.queries import comparing, listing, touching
from app.references.queries import references as queries
from app.references.sheets import changes as shown
from app.references.sheets.frames import edition_words, frame_of
from app.references.sheets.versions import conformities, label_of
from app.references.views import bp
from app.references.views.references import head_of


@bp.route("/references/<uuid:reference_id>/changes")
@requires(P.REFERENCE_VIEW)
def reference_changes(reference_id: UUID) -> str:
    ctx = current_context()
    reference = queries.get_reference(ctx, reference_id)
    versions = queries.versions_of(ctx, reference.id)
    left, right = _pair(versions)
    found = _told(reference, left, right) if left is not None and right is not None else {}
    return render_template(
        "references/changes.html", versions=versions, by_id={one.id: one for one in versions},
        left=left, right=right, **found,
        **head_of(reference, "changes"),
    )  # fmt: skip


def _pair(versions: Sequence[ReferenceVersion]) -> tuple[ReferenceVersion | None, ReferenceVersion | None]:
    """Those the address asks for; else the newest and the published one before it."""
    by_id = {str(one.id): one for one in versions}
    right = by_id.get(request.args.get("right", "")) or next(
        (one for one in versions if one.state != VersionState.WITHDRAWN), None
    )
    left = by_id.get(request.args.get("left", "")) or (
        queries.published_before(versions, right) if right is not None else None
    )
    return left, right


def _told(reference: SecurityReference, left: ReferenceVersion, right: ReferenceVersion) -> dict[str, Any]:
    ctx, frame = current_context(), frame_of(reference.edition)
    between = comparing.between(left, right, frame.order())
    touched = touching.touched(ctx, reference)
    held = listing.checks_by_version(reference.id)
    older = [one for one in touched if one.version_id == left.id]
    return {
        "head": shown.differences("reference_version", between.head),
        "records": shown.record_lines(between.records, frame, left, right),
        "counts": shown.counted(between.records), "papers": shown.paper_lines(between.papers),
        "checks": older, "hidden": held.get(left.id, 0) - len(older),
        "others": [one for one in touched if one.is_reached and one not in older],
        "units": identity.unit_names({one.unit_id for one in touched}),
    }  # fmt: skip


@bp.route("/references/compare")
@requires(P.REFERENCE_VIEW)
def reference_compare() -> Any:
    """`left` and `right` are references; each speaks by its version in use."""
    ctx = current_context()
    asked = {name: request.args.get(name, "") for name in ("left", "right")}
    given = {name: UUID(one) for name, one in asked.items() if is_id(one)}
    found = dict(zip(given, queries.get_references(ctx, list(given.values())), strict=True))
    left, right = found.get("left"), found.get("right")
    if left is None or right is None or left.id == right.id:
        return _choose(left)
    if (pair := comparing.pair(ctx, left, right)) is not None:
        return _beside(pair)
    message = _(
        "These two are not compared: both need a published version, to the same edition of a standard."
    )
    flash(message, "error")
    return redirect(url_for("references.reference_compare", left=left.id), 303)


def _beside(pair: comparing.Pair) -> str:
    left, right, one, other = pair.left, pair.right, pair.one, pair.other
    frame = frame_of(left.edition)
    lines = shown.side_lines(comparing.side_by_side(one, other, frame.order()), frame, one, other)
    only = request.args.get("only", "")
    asked: dict[str, Any] = {"left": left.id, "right": right.id}
    here = url_for("references.reference_compare", **asked)
    if only in shown.side_filters():
        asked["only"] = only or None
    return render_template(
        "references/compare.html", left=left, right=right, versions=(one, other), label_of=label_of,
        lines=[line for line in lines if shown.is_beside(line, only)], totals=shown.totals(lines),
        choices=shown.side_choices(lines, here, only),
        book=url_for("overview.reference_comparison_workbook", **asked),
        edition=edition_words().get(left.edition, left.edition), conformities=conformities(),
    )  # fmt: skip


def _choose(left: SecurityReference | None) -> str:
    """First the one, then another of the same edition; where there is none, what else can be compared."""
    ctx = current_context()
    is_out = left is not None and queries.in_force(queries.versions_of(ctx, left.id)) is None
    offered = [] if is_out else listing.comparable(ctx, left)
    return render_template(
        "references/compare_choose.html", left=left, offered=offered, editions=edition_words(), is_out=is_out,
        others=bool(left is not None and not offered and listing.comparable(ctx)),
        names=comparing.service_names(ctx, offered),
    )  # fmt: skip
