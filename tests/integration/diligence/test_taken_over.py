"""転記: an answer that was taken over says from which request, to who gave it and to who weighs it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.core.dates import day_of
from app.core.db import db
from app.diligence.models import Stance
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments, desks, taken
from app.diligence.queries import elsewhere as queries
from app.diligence.rules.elsewhere import SinceTaken, since_taken
from app.diligence.services import advancing, answering, elsewhere, returning
from app.diligence.services.answering import Facts
from app.diligence.services.returning import Return
from app.diligence.sheets import taken as shown
from app.diligence.sheets.taken import TakenFrom
from app.identity.roles import Role
from app.register.models import Organisation
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import elsewhere as there
from tests.factories import portal, register
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
MOST = 12


@pytest.fixture
def first(part, clerk, at):
    there.whole(clerk, part, at)
    return part


@pytest.fixture
def assessment(first, ctx, root, engagement):
    return there.again(ctx, root, engagement)


@pytest.fixture
def second(assessment):
    return there.vendor_part(assessment)


@pytest.fixture
def own(clerk, at):
    return context_of(clerk, at + timedelta(days=1))


@pytest.fixture
def ref(second):
    return there.of_scope(second, "service")[0]


@pytest.fixture
def row(second, own, ref):
    """Taken over as it stands there."""
    offered = queries.of_desk(own, desks.desk_of(second)).proposals
    elsewhere.take(own, second, {ref: offered[ref].other.answer.id})
    db.session.commit()
    return there.row(second, ref)


def asked(part, ref) -> str:
    return f"/requests/{part.id}/questions/{ref}"


def reviewed(part, ref) -> str:
    return f"/assessments/{part.assessment_id}/review/{part.id}/{ref}"


def changed(own, second, ref, row, **facts):
    said = {"stance": row.stance, "parts": row.parts, "comment": row.comment, **facts}
    made = answering.save(own, second, ref, Facts(**said), version=row.version)
    db.session.commit()
    return made


def test_the_respondent_is_told_from_where(first, second, row, ref, clerk, pages_of):
    told = pages_of(clerk).get(asked(second, ref)).select_one(".taken-from")
    assert told.a["href"] == asked(first, ref)
    day = day_of(first.submitted_at).isoformat()
    assert f"（{day}、提出済み）の回答を転記" in words(told)
    assert first.title in words(told)
    other = there.of_scope(second, "service")[1]
    assert not pages_of(clerk).get(asked(second, other)).select(".taken-from")


def test_the_reviewer_is_told_with_the_number_and_a_way_there(sent, first, second, row, ref, pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    told = pages.get(reviewed(second, ref)).select_one(".taken-from")
    day = day_of(first.submitted_at).isoformat()
    assert words(told) == f"{sent.number}（{day}、提出済み）の回答を転記"
    assert ref in words(pages.get(told.a["href"]).select_one("article"))


def test_changed_afterwards_it_says_so_to_both(second, row, ref, own, clerk, pages_of, pages_as):
    changed(own, second, ref, row, stance=Stance.REFUSED, parts={}, reason="非開示")
    for pages, here in (
        (pages_of(clerk), asked(second, ref)), (pages_as(Role.VENDOR_MANAGER), reviewed(second, ref)),
    ):  # fmt: skip
        told = words(pages.get(here).select_one(".taken-from"))
        assert told.endswith("の回答を転記 転記後に変更")


def test_a_changed_comment_is_a_change_as_well(second, row, ref, own):
    found = taken.for_respondent(own, row)
    assert found is not None
    source = found.answer
    assert since_taken(row, source) == SinceTaken.NOTHING
    assert since_taken(changed(own, second, ref, row, comment="補足"), source) == SinceTaken.CHANGED_HERE


def test_a_change_there_is_not_told_as_one_here(sent, first, second, row, ref, at, clerk, ctx_of, pages_as):
    ours, ctx = assessments.assignments_of(sent)[0], ctx_of(Role.OFFICER)
    make.answered(ctx, ours)
    advancing.advance(ctx, sent)
    db.session.commit()
    said = Return("確認のため", (ref,))
    returning.return_answers(ctx_of(Role.VENDOR_MANAGER), sent, first, said, version=first.version)
    db.session.commit()
    later, old = context_of(clerk, at + timedelta(days=2)), there.row(first, ref)
    answering.save(later, first, ref, Facts(Stance.REFUSED, reason="見直し"), version=old.version)
    db.session.commit()
    told = words(pages_as(Role.VENDOR_MANAGER).get(reviewed(second, ref)).select_one(".taken-from"))
    assert told.endswith("、差戻し）の回答を転記 転記元の回答に変更あり")


def test_what_is_taken_back_comes_from_nowhere(second, row, ref, own):
    assert changed(own, second, ref, row, stance=None, parts={}).taken_from_id is None


def test_who_may_not_see_the_other_assessment_learns_no_number(sent, first, second, row, ctx, own, ref):
    assert taken.for_reviewer(ctx, [row])[row.taken_from_id].number == sent.number
    grants = {key: units for key, units in ctx.grants.items() if key != P.ASSESSMENT_VIEW}
    blind = taken.for_reviewer(replace(ctx, grants=grants), [row])[row.taken_from_id]
    assert blind.number == ""
    told = shown.for_reviewer(row, blind)
    assert told == TakenFrom("", first.submitted_at, "", "", "")


def test_another_organisation_never_learns_of_the_request(second, row, at, root):
    stranger = register.organisation(at, "株式会社よその会社")
    person = portal.person(at, root, stranger.id, "other@other.example", "よその 一郎")
    assert isinstance(stranger, Organisation)
    assert taken.for_respondent(context_of(person, at), row) is None


def test_both_pages_cost_few_statements(second, row, ref, clerk, pages_of, pages_as, count_queries):
    for pages, here, most in (
        (pages_of(clerk), asked(second, ref), 10),
        (pages_as(Role.VENDOR_MANAGER), reviewed(second, ref), MOST),
    ):  # fmt: skip
        pages.get(here)
        count_queries.sent.clear()
        pages.get(here)
        sent = [one for one in count_queries.sent if "set_config" not in one]  # says who reads, on PostgreSQL
        assert len(sent) <= most, (here, sent)


def test_a_submitted_request_says_when_that_was_and_by_when_it_had_to_be(first, clerk, pages_of):
    pages = pages_of(clerk)
    day, due = day_of(first.submitted_at).isoformat(), first.due_on.isoformat()
    row = pages.get("/requests").select_one(f"main a[href='/requests/{first.id}']").find_parent("tr")
    for told in (row, pages.get(f"/requests/{first.id}").select_one(".file-head")):
        assert f"提出 {day}" in words(told)
        assert f"期限 {due}" in words(told)
        assert "完了" not in words(told)
