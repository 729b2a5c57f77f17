"""質問の割当て of an engagement's matrix: which questions can be put to whom, as a page and as a file."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, render_template
from flask_babel import gettext as _

from app.core.asat import Moment
from app.core.authz import requires
from app.core.csvout import csv_answer
from app.core.dates import day_of
from app.register.permissions import RegisterPermission
from app.register.queries import chain as chains
from app.standards.queries import matrices as queries
from app.standards.sheets import matrix_questions as shown
from app.standards.sheets.matrices import Asked
from app.standards.sheets.matrix_heads import group_names
from app.standards.sheets.matrix_questions import Askings, Head
from app.standards.views import bp
from app.standards.views.engagement_matrices import Open, file_name, read_matrix


@dataclass(frozen=True)
class Assigned:
    open: Open
    heads: list[Head]
    asked: Asked
    askings: Askings


def _assigned(engagement_id: UUID, template: str) -> Assigned:
    open_ = read_matrix(engagement_id, template)
    shelf = queries.shelf()
    heads = shown.heads_of(open_.entered, open_.resolved, _levels(open_))
    content, used = open_.entered.content, queries.asked_now(shelf)
    asked = shown.asked_for(heads, content, group_names(shelf, content.edition), used)
    items = queries.items_of_rows(shelf, content)
    return Assigned(open_, heads, asked, shown.askings(open_.resolved, items, used, heads, asked))


def _levels(open_: Open) -> dict[UUID, int]:
    moment = open_.moment or Moment(None, day_of(open_.ctx.at))
    chain = chains.chain_of(open_.ctx, open_.engagement, moment, judged=())
    return chain.levels() if chain is not None else {}


@bp.route("/engagements/<uuid:engagement_id>/responsibility/<template>/questions")
@requires(RegisterPermission.ENGAGEMENT_VIEW)
def engagement_matrix_questions(engagement_id: UUID, template: str) -> str:
    """A proposal, from who does the items that the questions touch."""
    found = _assigned(engagement_id, template)
    moment = found.open.moment
    is_now = moment is None or not moment.is_past
    return render_template(
        "standards/engagement_matrix_questions.html", open=found.open, heads=found.heads, asked=found.asked,
        askings=found.askings, depth=shown.depth_words(found.open.engagement) if is_now else "",
    )  # fmt: skip


@bp.route("/engagements/<uuid:engagement_id>/responsibility/<template>/questions/export")
@requires(RegisterPermission.ENGAGEMENT_VIEW)
def engagement_matrix_questions_export(engagement_id: UUID, template: str) -> Response:
    """The questions that the page shows."""
    found = _assigned(engagement_id, template)
    return csv_answer(
        f"{file_name(found.open)} {_('Who can be asked what')}",
        *shown.export_rows(found.askings.lines, found.heads),
    )
