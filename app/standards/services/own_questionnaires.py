"""A whole questionnaire of the institution's own: checked like a file of ours, published like one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.context import Context
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.standards.models import ContentKind, ContentVersion
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents
from app.standards.rules import own_forms
from app.standards.rules.own_forms import OwnForm
from app.standards.services.publishing import publish_questionnaire

if TYPE_CHECKING:
    from app.standards.content.faults import Fault
    from app.standards.content.questionnaires import Questionnaire
    from app.standards.content.reading import Node

KEY_TAKEN = N_("There is a questionnaire with the key “%(key)s” already. Choose another key.")
BAD_QUESTION = N_(
    "“%(question)s” cannot be taken as a question. Correct its text in the file and bring it again."
)
BAD_TITLE = N_(
    "This title cannot be taken. Write it on one line, without the institution’s own name for itself."
)
_QUESTION = re.compile(r"sections\[(\d+)\]\.questions\[(\d+)\]")
_SHOWN = 60


def add_questionnaire(ctx: Context, short: str, form: OwnForm) -> ContentVersion:
    """`short`: the key without what all own ones begin with."""
    if not ctx.may(P.QUESTIONNAIRE_PUBLISH):
        raise NotAllowed
    if own_forms.key_of(short) != form.key:
        raise DomainError(own_forms.NO_KEY, "key")
    if not form.questions:
        raise DomainError(own_forms.NO_QUESTIONS)
    if contents.versions(ContentKind.QUESTIONNAIRE, form.key):
        raise DomainError(KEY_TAKEN, "key", key=form.key)
    (made,) = publish_questionnaire(ctx, form.key, _sound(short, form), ())
    return made


def _sound(short: str, form: OwnForm) -> Questionnaire:
    from app.standards.content import questionnaire_checks
    from app.standards.content.questionnaires import Questionnaire
    from app.standards.content.reading import plain_node
    from app.standards.content.references import References
    from app.standards.content.validating import validate

    catalogue = contents.catalogue()
    node = plain_node(own_forms.content_of(form, short))
    content, faults = validate(Questionnaire, node)
    references = References(dict.fromkeys(catalogue.editions, node))
    found = faults or list(questionnaire_checks.check(node, references, is_file=False))
    if found or content is None:
        raise _refusal(node, found)
    return content


def _refusal(node: Node, found: Sequence[Fault]) -> DomainError:
    """By the words of the question: its place in the content means nothing to whoever brought the form."""
    blamed = next((place for fault in found if (place := _QUESTION.match(fault.path))), None)
    if blamed is None:
        return DomainError(BAD_TITLE, "title_ja")
    section = node.get("sections").items[int(blamed[1])]
    question = section.get("questions").items[int(blamed[2])]
    return DomainError(BAD_QUESTION, question=question.get("text").get("en").text[:_SHOWN])
