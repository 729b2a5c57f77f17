"""回答者 before the sending: edited, added, removed, on the page and by the rules."""

from datetime import timedelta

import pytest

from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.diligence.models import Channel
from app.diligence.queries import assessments as queries
from app.diligence.rules.respondents import Party
from app.diligence.services import respondents
from app.diligence.services.respondents import Facts, Lead
from app.identity.roles import Role
from app.register.models import Organisation
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import ours as contacts
from tests.factories import portal, register
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))


@pytest.fixture
def begun(ctx, engagement):
    return make.begun(ctx, engagement)


@pytest.fixture
def part(begun):
    return queries.assignments_of(begun)[1]


def test_the_form_names_contact_day_way_and_message(begun, part, at, pages_as):
    pages = pages_as(Role.OFFICER)
    here = f"/assessments/{begun.id}/respondents/{part.id}/edit"
    due = day_of(at) + timedelta(days=20)
    pages.submit(here, status=422, due_on="")
    pages.submit(here, status=422, channel="mail", contact_email="")
    page = pages.follow(
        pages.submit(
            here, due_on=due.isoformat(), level="2", channel="here", contact_name="健吾",
            contact_email="K@fixer.example", needs_approval="y", message="お願いします",
        )
    )  # fmt: skip
    assert "健吾" in words(page.select_one("main tbody"))
    assert "連絡できる人が未設定" not in words(page)
    db.session.refresh(part)
    assert (part.due_on, part.level, part.channel, part.contact_email, part.needs_approval, part.message) == (
        due, 2, Channel.HERE, "k@fixer.example", True, "お願いします",
    )  # fmt: skip


def test_a_contact_of_the_register_is_taken_over(begun, part, at, pages_as):
    fixer = db.session.get_one(Organisation, part.organisation_id)
    known = contacts.contact(at, fixer, email="sec@fixer.example")
    here = f"/assessments/{begun.id}/respondents/{part.id}/edit"
    pages_as(Role.OFFICER).submit(here, contact_id=str(known.id))
    db.session.refresh(part)
    assert (part.contact_name, part.contact_email) == (known.name, "sec@fixer.example")


def test_an_id_of_another_organisation_is_not_taken(begun, part, ctx, at, root):
    other = register.organisation(at, "株式会社よそ")
    stranger = portal.person(at, root, other.id, "x@yoso.example", "よその人")
    facts = Facts(part.due_on, 1, Lead(stranger.id))
    with pytest.raises(DomainError) as caught:
        respondents.edit(ctx, begun, part, facts, version=part.version)
    assert caught.value.message == respondents.NOT_OF_THEM


def test_what_cannot_be_is_told(begun, part, ctx, ctx_of, at):
    ours = queries.assignments_of(begun)[0]
    for which, facts, message in (
        (part, Facts(day_of(at) - timedelta(days=1), 1, Lead()), respondents.PAST_DUE),
        (part, Facts(part.due_on, 0, Lead()), respondents.LEVEL_WRONG),
        (ours, Facts(part.due_on, 1, Lead()), respondents.LEVEL_WRONG),
        (part, Facts(part.due_on, 1, Lead(), Channel.MAIL), respondents.NO_ADDRESS),
    ):
        with pytest.raises(DomainError) as caught:
            respondents.edit(ctx, begun, which, facts, version=which.version)
        assert caught.value.message == message
    with pytest.raises(StaleVersion):
        respondents.edit(ctx, begun, part, Facts(part.due_on, 1, Lead()), version=part.version + 1)
    with pytest.raises(NotAllowed):
        respondents.edit(ctx_of(Role.RISK), begun, part, Facts(part.due_on, 1, Lead()), version=part.version)


def test_who_stands_in_the_chain_is_added_and_removed_again(begun, part, at, pages_as):
    pages = pages_as(Role.OFFICER)
    here = f"/assessments/{begun.id}"
    page = pages.get(f"{here}/respondents/add")
    offered = {words(one): one["value"] for one in page.select("select[name=respondent] option")}
    assert "Microsoft Corporation" in offered
    assert "株式会社FIXER" not in offered  # asked already
    microsoft = offered["Microsoft Corporation"]
    pages.submit(f"{here}/respondents/add", status=422, respondent=str(part.organisation_id))
    pages.submit(f"{here}/respondents/add", respondent=microsoft, like=str(part.id))
    added = next(one for one in queries.assignments_of(begun) if str(one.organisation_id) == microsoft)
    assert (added.level, added.questions, added.due_on) == (2, part.questions, begun.due_on)
    pages.submit(f"{here}/respondents/{added.id}/remove")
    assert len(queries.assignments_of(begun)) == 2


def test_a_foreign_organisation_or_request_is_not_there(begun, ctx, at, pages_as, root):
    other = register.organisation(at, "株式会社よそ")
    with pytest.raises(DomainError) as caught:
        respondents.add(ctx, begun, Party(other.id, level=1))
    assert caught.value.message == respondents.NOT_OFFERED
    from tests.factories import matrices

    elsewhere = make.begun(ctx, matrices.engagement(at, root, "別のサービス"))
    foreign = queries.assignments_of(elsewhere)[0]
    for act in ("edit", "delegate", "release", "remove"):
        pages_as(Role.OFFICER).get(f"/assessments/{begun.id}/respondents/{foreign.id}/{act}", 404)


def test_a_unit_is_asked_all_that_is_for_the_institution(begun, ctx, root, at):
    from tests.factories.identity import unit

    branch = unit(at, "900", "審査部", root)
    made = respondents.add(ctx, begun, Party(unit_id=branch.id))
    db.session.commit()
    asked = {one.id: one.respondent for one in make.content().questions()}
    assert {asked[ref] for ref in made.questions} == {"institution"}
    respondents.remove(ctx, begun, made, version=made.version)
    first, second = queries.assignments_of(begun)
    respondents.remove(ctx, begun, first, version=first.version)
    with pytest.raises(DomainError) as caught:
        respondents.remove(ctx, begun, second, version=second.version)
    assert caught.value.message == respondents.LAST_ONE


def test_after_the_sending_nothing_of_it_changes(ctx, engagement):
    made = make.sent(ctx, engagement)
    part = queries.assignments_of(made)[1]
    with pytest.raises(DomainError) as caught:
        respondents.edit(ctx, made, part, Facts(part.due_on, 1, Lead()), version=part.version)
    assert caught.value.message == respondents.ALREADY_SENT


def test_the_page_of_our_own_unit_asks_for_what_fits_a_unit(begun, pages_as):
    ours = queries.assignments_of(begun)[0]
    page = pages_as(Role.OFFICER).get(f"/assessments/{begun.id}/respondents/{ours.id}/edit")
    assert words(page.select_one("h1")).startswith("回答者「")
    assert page.select_one("select[name=lead_id]")
    assert not page.select("[name=channel], [name=contact_email], [name=level]")
