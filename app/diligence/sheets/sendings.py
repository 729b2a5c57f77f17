"""What somebody confirms who confirms a sending: who gets how many questions at which address, with which words."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from app.core import markup, words
from app.core.context import Context
from app.core.errors import NotFound
from app.diligence.models import Assignment
from app.diligence.queries import assessments as queries
from app.diligence.queries import naming
from app.diligence.services import telling
from app.diligence.sheets.foreseen import count_words

Row = tuple[str, object, str]


def explained(ctx: Context, assessment_id: UUID) -> list[Row]:
    try:
        assessment = queries.get_assessment(ctx, assessment_id)
    except NotFound:
        return []
    parts = queries.assignments_of(assessment)
    names = naming.respondents_of(ctx, parts)
    rows: list[Row] = [(names[one.id], _said(one), _message(one)) for one in parts]
    place = url_for("diligence.assessment_questions", assessment_id=assessment.id)
    link = markup.element("a", {"href": place}, markup.text(_("Look at the questions")))
    about, asker = parts[0].about, parts[0].asker
    return [
        *rows,
        (_("Subject of the request"), about, ""),
        (_("Whom to ask at the institution"), asker, ""),
        (_("Questions"), link, ""),
    ]


def _said(part: Assignment) -> str:
    if part.unit_id is not None:
        return _questions(part)
    reader = telling.leads(part)
    told = [f"{reader.name} {reader.address}".strip() if reader else _("Nobody named")]
    told += [words.value_label(part.channel), _questions(part)]
    return "\n".join(told)


def _questions(part: Assignment) -> str:
    return str(_("%(count)s questions", count=count_words(part.asked_count, part.more_count)))


def _message(part: Assignment) -> str:
    return str(_("Message: %(text)s", text=part.message)) if part.message else ""
