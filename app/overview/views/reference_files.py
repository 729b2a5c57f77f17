"""Two security references side by side as a workbook to keep and to hand on."""

from uuid import UUID

from flask import Response, request

from app.core.authz import requires
from app.core.deferred import at_once
from app.core.errors import NotFound
from app.core.listing import is_id
from app.core.web import current_context
from app.overview import papers
from app.overview import reference_comparison_files as comparison_files
from app.overview.views import bp
from app.references import leaving
from app.references.permissions import ReferencesPermission
from app.references.queries import comparing, references
from app.references.services import taking
from app.references.sheets.frames import frame_of, title_of
from app.register.queries import services
from app.reports.workbook import write_workbook


@bp.route("/references/compare.xlsx")
@requires(ReferencesPermission.REFERENCE_VIEW)
def reference_comparison_workbook() -> Response:
    """`left`, `right` and `only` as on the page. Each of the two leaves to who agreed to its own terms."""
    ctx = current_context()
    pair = comparing.pair(ctx, *references.get_references(ctx, [_asked("left"), _asked("right")]))
    if pair is None:
        raise NotFound
    held_back = leaving.held_back(pair.left, pair.right)
    if held_back is not None:
        return held_back
    subject = _compared(pair)
    content = write_workbook(comparison_files.sheets_of(subject), made_at=ctx.at)
    name = comparison_files.file_name(subject)
    at_once(lambda: taking.witness_comparison(ctx, (pair.one, pair.other), name=f"{name}.xlsx"))
    return papers.answer(content, name, "xlsx", plain="comparison")


def _asked(name: str) -> UUID:
    asked = request.args.get(name, "")
    if not is_id(asked):
        raise NotFound
    return UUID(asked)


def _compared(pair: comparing.Pair) -> comparison_files.Subject:
    ctx, frame = current_context(), frame_of(pair.left.edition)
    sides = comparing.side_by_side(pair.one, pair.other, frame.order())
    found = services.with_provider(ctx, (pair.left.service_id, pair.right.service_id))
    return comparison_files.Subject(
        pair, sides, titles={one.item: title_of(one) for one in frame.items},
        services={row.id: row.name for row in found}, providers={row.id: row.provider for row in found},
        only=request.args.get("only", ""),
    )  # fmt: skip
