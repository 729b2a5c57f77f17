"""設問票: what respondents see of a version of a questionnaire.

Nothing of what is expected, what a choice is worth, what a question weighs or caps, and no caution that is meant
for us. Conditions are not on it either: each respondent gets what is left of them (`resolving.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from app.standards.content.compiled import canonical, restored
from app.standards.content.layered import LayeredQuestion, LayeredSection
from app.standards.content.questionnaires import Questionnaire
from app.standards.content.vocabulary import Certainty

if TYPE_CHECKING:
    from app.standards.content.parts import AnyPart
    from app.standards.content.questionnaires import Question


class Paper(Questionnaire):
    """Read like any questionnaire; what it leaves out stands nowhere in it."""

    sections: Annotated[tuple[LayeredSection, ...], Field(min_length=1)]


def paper_of(content: Questionnaire) -> Paper:
    sections = tuple(
        LayeredSection(
            key=section.key, title=section.title, about=section.about,
            questions=tuple(_question(one) for one in section.questions),
        )
        for section in content.sections
    )  # fmt: skip
    return Paper(
        key=content.key, version=content.version, position=content.position, title=content.title,
        about=content.about, audience=content.audience, edition=content.edition,
        certainty=Certainty.CONFIRMED, sections=sections,
    )  # fmt: skip


def written(paper: Paper) -> str:
    return canonical(paper)


def read(text: str) -> Paper:
    return restored(Paper, text)


def _question(question: Question) -> LayeredQuestion:
    return LayeredQuestion(
        id=question.id, scope=question.scope, respondent=question.respondent, levels=question.levels,
        text=question.text, help=question.help, evidence=question.evidence, touches=question.touches,
        certainty=Certainty.CONFIRMED, parts=tuple(_part(one) for one in question.parts),
    )  # fmt: skip


def _part(part: AnyPart) -> AnyPart:
    left_out: dict[str, Any] = {"expect": None} if "expect" in type(part).model_fields else {}
    if part.type == "single":
        left_out["options"] = tuple(one.model_copy(update={"points": None}) for one in part.options)
    return part.model_copy(update=left_out)
