"""One question: what the respondent will see, what is expected, where it comes from, what the institution changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l

from app.core import words
from app.core.authz import requires
from app.standards.models import LayerAct
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents, layers
from app.standards.rules import layering, saying
from app.standards.sheets.questions import sheet_of
from app.standards.sheets.voices import Voice
from app.standards.views import bp
from app.standards.views.heading import asked_version, carried, head_of, previews
from app.standards.views.telling import language
from app.standards.views.voicing import Shown, shown

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question, Questionnaire


TITLES = {
    LayerAct.REWORD: _l("Reword the question"),
    LayerAct.WEIGH: _l("Weigh the question anew"),
    LayerAct.HIDE: _l("Hide the question"),
    LayerAct.REQUIRE: _l("Make the question mandatory"),
    LayerAct.ADD: _l("Edit the own question"),
}


@dataclass(frozen=True)
class Row:
    """A question in a list."""

    question: Question
    url: str
    texts: list[tuple[str, str]]
    types: str
    marks: list[str]


def row_of(
    question: Question, key: str, voices: Shown, marks: Sequence[Any], query: Mapping[str, Any]
) -> Row:
    kinds = dict.fromkeys(voices.first.say(saying.TYPES[part.type]) for part in question.parts)
    return Row(
        question, url_for("standards.question", key=key, id=question.id, **query), voices.texts(question.text),
        voices.first.say(saying.COMMA).join(kinds), [words.value_label(mark) for mark in marks],
    )  # fmt: skip


@bp.route("/questionnaires/<key>/questions/<id>")
@requires(P.QUESTIONNAIRE_VIEW)
def question(key: str, id: str) -> str:
    """As it is in use, or in the version that the address names; an own question that waits is in the draft."""
    standing, voices = layers.standing(key), shown()
    version = asked_version(standing)
    content, is_draft = contents.questionnaire(version), False
    if _find(content, id) is None and version == standing.version:
        content, is_draft = _draft_or_delivered(standing, id)
    found = layers.question_of(content, id)
    changes = [one for one in standing.changes if one.question == id]
    delivered = _find(standing.delivered, id)
    return render_template(
        "standards/question.html", question=found, sheets=[sheet_of(content, found, voice) for voice in voices.voices],
        previews=previews(voices), version=version, is_draft=is_draft, acts=_acts(changes, found),
        changes=[(one, change_words(one.act, one.values, voices.first), standing.is_in_use(one)) for one in changes],
        marks=layering.marks(layering.layer_of(content)).get(id, []), query=carried(), act_titles=TITLES,
        was=voices.texts(delivered.text) if delivered and delivered.text != found.text else [],
        asked_about=layering.asked_about(found), item_names=item_names(found.touches),
        is_hidden=not is_draft and _find(content, id) is not None and content is not contents.questionnaire(version),
        **head_of(standing, voices, "draft" if is_draft else "questions"),
    )  # fmt: skip


def item_names(items: Iterable[str]) -> dict[str, str]:
    """Reference → framework, edition and number as a reader knows them, from the titles of what is published."""
    titles = {version.key: version.title(language()) for version in contents.newest().values()}
    names = {}
    for item in items:
        edition, _slash, number = item.rpartition("/")
        framework = edition.partition("/")[0]
        names[item] = " ".join((titles.get(framework, framework), titles.get(edition, edition), number))
    return names


def _find(content: Questionnaire, question_id: str) -> Question | None:
    return next((one for one in content.questions() if one.id == question_id), None)


def _draft_or_delivered(standing: layers.Standing, question_id: str) -> tuple[Questionnaire, bool]:
    """An own question that is not published yet, or one of ours that is hidden."""
    if not layering.faults(standing.delivered, standing.changes):
        draft = layering.layered(standing.delivered, standing.changes)
        if _find(draft, question_id) is not None:
            return draft, True
    return standing.delivered, False


def _acts(changes: Sequence[Any], found: Question) -> list[LayerAct]:
    """What the institution may still do to the question; what is done already is edited."""
    done = {one.act for one in changes}
    if found.id.startswith(layering.OWN) or LayerAct.HIDE in done:
        return []
    return [act for act in LayerAct if act not in done and act != LayerAct.ADD]


def change_words(act: LayerAct, values: Mapping[str, Any], voice: Voice) -> str:
    """What a change says, short enough for a cell."""
    if act == LayerAct.WEIGH:
        return voice.say(saying.WEIGHT_OF, weight=values.get("weight", ""))
    if act in (LayerAct.REWORD, LayerAct.ADD):
        return voice.own(str(values.get("text", {}).get(voice.language, "")))
    said = {"parts": saying.ALL_PARTS, "levels": saying.BOTH_LEVELS}
    return voice.say(saying.COMMA).join(voice.say(said[name]) for name in said if values.get(name))
