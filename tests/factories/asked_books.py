"""A questionnaire with every type of part, asked of one respondent; and its workbook filled in as a clerk would."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from openpyxl import Workbook, load_workbook

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.diligence.models import Assignment, Channel
from app.diligence.queries import assessments as queries
from app.diligence.rules.respondents import Party
from app.diligence.rules.workbooks import Col
from app.diligence.services import sending, starting
from app.diligence.services.starting import Plan
from app.register.models import Engagement
from app.register.rules.rulebook import Depth
from app.standards.content.catalogue import Catalogue
from app.standards.content.questionnaires import Questionnaire
from app.standards.services import publishing
from tests.factories import assessments as make
from tests.factories.identity import context

KEY, LONG = "every-type", "every-type-often"
COUNTS = {KEY: 15, LONG: 96}


def text(said: str) -> dict[str, str]:
    return {"ja": said, "en": f"{said} (en)"}


OPTIONS = [
    {"key": key, "label": text(said)}
    for key, said in (("daily", "毎日"), ("weekly", "毎週"), ("never", "なし"))
]
COLUMNS = [
    {"key": "name", "type": "text", "label": text("名称")},
    {"key": "since", "type": "date", "label": text("開始日"), "required": False},
    {"key": "share", "type": "percent", "label": text("割合"), "decimals": 1, "required": False},
    {"key": "place", "type": "country", "label": text("国"), "required": False},
    {"key": "kind", "type": "single", "label": text("種類"), "options": OPTIONS, "required": False},
]
PARTS: dict[str, dict[str, Any]] = {
    "yes_no": {"expect": "yes"},
    "single": {"options": OPTIONS},
    "multi": {"options": [*OPTIONS, {"key": "nothing", "label": text("いずれもない"), "exclusive": True}]},
    "number": {"unit": text("件"), "decimals": 1, "min": 0},
    "percent": {"decimals": 2},
    "date": {},
    "country": {"several": True},
    "text": {"rows": 3},
    "score": {"min": 0, "max": 3, "labels": {3: text("十分")}},
    "table": {"columns": COLUMNS, "min_rows": 1, "max_rows": 5},
    "file": {"required": False},
}


def question(ref: str, *kinds: str, **said: Any) -> dict[str, Any]:
    return {
        "id": ref, "scope": "service", "respondent": "vendor", "levels": "both",
        "text": text(f"{ref}を教えてください。"), "sources": [{"from": "P6"}], "certainty": "proposed",
        "parts": [
            {"key": kind.replace("_", ""), "type": kind, "label": text(f"項目{kind}"), **PARTS[kind]}
            for kind in kinds
        ],
        **said,
    }  # fmt: skip


def questions(key: str = KEY) -> Iterator[dict[str, Any]]:
    """One for each type, one of two parts, one that hangs on the first; the rest makes up the number."""
    yield from (question(f"q-{kind.replace('_', '-')}", kind) for kind in PARTS)
    yield question("q-two", "yes_no", "text")
    yield question("q-then", "text", ask_when={"part": "q-yes-no.yesno", "is": "no"})
    kinds = ("yes_no", "single", "score", "number", "percent", "date")
    yield from (question(f"r-{at}", kinds[at % 6], "text") for at in range(COUNTS[key] - len(PARTS) - 2))


def content(key: str = KEY) -> Questionnaire:
    return Questionnaire.model_validate({
        "key": key, "version": 1, "title": text("すべての型"), "about": text("試験用です。"), "audience": "third_party",
        "edition": "fisc/9r2", "certainty": "proposed",
        "sections": [{"key": "one", "title": text("一"), "questions": list(questions(key))}],
    })  # fmt: skip


def laid(at: datetime) -> None:
    made: dict[str, Any] = {key: [SimpleNamespace(content=content(key))] for key in COUNTS}
    nothing = Catalogue({}, {}, {}, {}, {}, {}, frozenset())
    publishing.publish_all(context(at), made, nothing)
    db.session.commit()


def asked(
    ctx: Context, engagement: Engagement, *parties: Party, mailed: str = "", key: str = KEY
) -> Sequence[Assignment]:
    """Sent to these respondents, in the order of the chain; to the last of them by mail to that address."""
    refs = [one["id"] for one in questions(key)]
    due_on = day_of(ctx.at) + timedelta(days=30)
    plan = Plan(make.version(key), Depth.STRICT, due_on, dict.fromkeys(parties, refs), "すべての型")
    assessment = starting.start(ctx, make.subject_of(engagement), plan)
    parts = queries.assignments_of(assessment)
    if mailed:
        last = parts[-1]
        last.channel, last.contact_name, last.contact_email = Channel.MAIL, "田中 一郎", mailed
    sending.send(ctx, assessment, content(key), {}, version=assessment.version)
    db.session.commit()
    return parts


# --- the workbook in a clerk's hands -------------------------------------------------------------


class Clerk:
    """A workbook opened, filled in and saved again, as Excel would."""

    def __init__(self, content: bytes) -> None:
        self.book: Workbook = load_workbook(io.BytesIO(content))
        self.sheet = next(one for one in self.book if one.cell(1, 1).value == Col.NUMBER)
        heads = [cell.value for cell in self.sheet[1]]
        self.places = {column: heads.index(column) + 1 for column in Col}

    def row_of(self, question: str, part: str = "") -> int:
        for row in range(3, self.sheet.max_row + 1):
            keys = (self.cell(row, Col.QUESTION).value, self.cell(row, Col.PART).value)
            if keys[0] == question and (not part or keys[1] == part):
                return row
        raise LookupError(question)

    def cell(self, row: int, column: Col) -> Any:
        return self.sheet.cell(row, self.places[column])

    def write(self, question: str, column: Col, value: Any, part: str = "") -> None:
        self.cell(self.row_of(question, part), column).value = value

    def table(self, question: str) -> Any:
        return next(one for one in self.book if one.cell(1, 2).value == question)

    def saved(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()
