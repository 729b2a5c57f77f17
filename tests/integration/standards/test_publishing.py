"""Publishing delivered content again: what differs is stored once, and the institution's layer stays on it."""

import json
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.audit import AuditEvent
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.identity.roles import Role
from app.standards.content.catalogue import Catalogue
from app.standards.models import ContentKind, ContentVersion, LayerAct
from app.standards.queries import contents, layers
from app.standards.services import layering, publishing
from tests.conftest import begins_with
from tests.factories.identity import context
from tests.factories.questionnaires import delivered, published, questionnaire
from tests.integration.cli.test_commands import bank, flask, own_app

__all__ = ["bank", "own_app"]

KEY, QUESTION = "to24", "24-02"
NOTHING = Catalogue({}, {}, {}, {}, {}, {}, frozenset())


ground = begins_with(lambda at: published(at, KEY))


@pytest.fixture
def keeper(session, ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


def weigh(ctx, weight=5, question=QUESTION):
    return layering.set_change(ctx, KEY, question, LayerAct.WEIGH, {"weight": weight}, reason="重要")


def publish_own(ctx):
    made = publishing.publish_own(ctx, KEY, number=layers.standing(KEY).version.number)
    db.session.commit()
    return made


def deliver(at, content):
    """As if this were the newest file."""
    (first, *_more) = delivered()[0][KEY]
    loaded = replace(first, content=content)
    outcome = publishing.publish_delivered(context(at), {KEY: (loaded,)}, NOTHING)
    db.session.commit()
    return outcome


def second_version(**changes):
    """The delivered file with another version number and whatever else."""
    delivered = questionnaire(KEY)
    return delivered.model_copy(update={"version": delivered.version + 1, **changes})


def without(question):
    sections = tuple(
        section.model_copy(
            update={"questions": tuple(one for one in section.questions if one.id != question)}
        )
        for section in questionnaire(KEY).sections
    )
    return second_version(sections=sections)


def in_use():
    version = contents.get_version(ContentKind.QUESTIONNAIRE, KEY)
    return version, contents.questionnaire(version)


def test_the_same_content_again_makes_nothing(keeper, at):
    assert deliver(at, questionnaire(KEY)).made == []
    assert in_use()[0].number == 1


def test_a_new_delivered_version_keeps_the_layer_that_is_in_use(keeper, at):
    weigh(keeper)
    publish_own(keeper)
    (made,) = deliver(at, second_version()).made
    version, content = in_use()
    assert (version.number, version.file_version, version.has_own_layer) == (
        3, questionnaire(KEY).version + 1, True,
    )  # fmt: skip
    assert made.id == version.id
    assert layers.question_of(content, QUESTION).weight == 5
    assert layers.question_of(content.delivered, QUESTION).weight == 3


def test_what_waits_for_a_decision_is_not_published_along(keeper, at):
    weigh(keeper)
    db.session.commit()
    deliver(at, second_version())
    version, content = in_use()
    assert not version.has_own_layer
    assert layers.question_of(content, QUESTION).weight == 3
    assert layers.standing(KEY).waiting == 1


def test_a_layer_that_does_not_fit_the_new_file_is_told_and_the_old_version_stays(keeper, at):
    weigh(keeper)
    publish_own(keeper)
    outcome = deliver(at, without(QUESTION))
    assert outcome.made == []
    assert [fault.question for fault in outcome.unfit[KEY]] == [QUESTION]
    assert in_use()[0].number == 2


def test_published_rows_never_change(keeper, at):
    before = {row.id: row.content for row in db.session.scalars(select(ContentVersion))}
    weigh(keeper)
    publish_own(keeper)
    after = {row.id: row.content for row in db.session.scalars(select(ContentVersion))}
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1


def test_publishing_is_audited(keeper):
    weigh(keeper)
    made = publish_own(keeper)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.subject_id == made.id)).one()
    assert (event.event, event.actor_id) == ("standards:content:published", keeper.actor_id)
    assert made.published_by_id == keeper.actor_id


def test_nothing_differs(keeper):
    with pytest.raises(DomainError) as refused:
        publishing.publish_own(keeper, KEY, number=1)
    assert refused.value.message == publishing.NOTHING_TO_PUBLISH


def test_another_was_faster(keeper):
    weigh(keeper)
    publish_own(keeper)
    with pytest.raises(DomainError) as refused:
        publishing.publish_own(keeper, KEY, number=1)
    assert refused.value.message == publishing.PUBLISHED_MEANWHILE


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_the_keepers_publish(keeper, ctx_of, role):
    with pytest.raises(NotAllowed):
        publishing.publish_own(ctx_of(role), KEY, number=1)
    with pytest.raises(NotAllowed):
        weigh(ctx_of(role))


# --- the command ---------------------------------------------------------------------------


def rows() -> int:
    with db.scope():
        return db.session.scalar(select(func.count()).select_from(ContentVersion)) or 0


def test_the_command_publishes_once(bank: Flask):
    first = flask(bank, "standards", "publish", "--json")
    assert first.exit_code == 0, first.output
    said = json.loads(first.stdout)
    assert len(said["published"]) == rows() > 20
    assert said["unchanged"] == 0
    again = flask(bank, "standards", "publish", language="ja_JP.UTF-8")
    assert again.exit_code == 0, again.output
    assert again.output.strip() == f"新しく公開：0件、変更なし：{rows()}件"


def test_the_command_names_what_it_published(bank: Flask):
    result = flask(bank, "standards", "publish")
    assert "Published: Control 24: using cloud services, version 1." in result.output.splitlines()
