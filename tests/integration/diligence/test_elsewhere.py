"""What a vendor said in other requests: offered again, shown where it differs, and never another organisation's."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.audit import AuditEvent
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Answer, Evidence, Stance
from app.diligence.queries import desks
from app.diligence.queries import elsewhere as queries
from app.diligence.rules import elsewhere as rules
from app.diligence.services import answering, elsewhere, returning
from app.diligence.services.answering import Facts
from app.diligence.sheets import elsewhere as sheets
from app.identity.roles import Role
from app.register.models import Organisation
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import chain, portal, register
from tests.factories import elsewhere as there
from tests.factories.evidence import added
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
MOST = 12


@pytest.fixture
def first(part, clerk, at):
    """Submitted for one engagement."""
    there.whole(clerk, part, at)
    return part


@pytest.fixture
def second(first, ctx, root, engagement):
    """Asked again for another engagement that uses the same service."""
    return there.vendor_part(there.again(ctx, root, engagement))


@pytest.fixture
def own(clerk, at):
    return context_of(clerk, at + timedelta(days=1))


def found(own, part):
    return queries.of_desk(own, desks.desk_of(part))


def offered(own, part):
    return {ref: one.other.answer.id for ref, one in found(own, part).proposals.items()}


def test_answers_about_the_same_service_are_offered_again(first, second, own):
    service = there.of_scope(second, "service")
    assert service
    refs = {*service, *there.of_scope(second, "organisation")}
    assert set(offered(own, second)) == refs
    assert refs < set(second.questions) or not there.of_scope(second, "engagement")
    ref = service[0]
    one = found(own, second).proposals[ref]
    assert one.is_same
    assert (one.other.source.id, one.other.source.attested) == (first.id, "課長 佐藤 美咲")
    assert one.other.source.at == first.submitted_at


def test_of_another_service_only_what_is_true_of_the_organisation_is_offered(
    first, ctx, root, engagement, own
):
    fixer = db.session.get_one(Organisation, first.organisation_id)
    other = chain.service(ctx.at, fixer, "別のサービス")
    part = there.vendor_part(there.again(ctx, root, engagement, other))
    assert part.service_id == other.id
    assert set(offered(own, part)) == set(there.of_scope(part, "organisation"))


def test_what_is_taken_is_this_request_s_answer_and_says_from_where(first, second, own):
    ref = there.of_scope(second, "service")[0]
    elsewhere.take(own, second, {ref: offered(own, second)[ref]})
    db.session.commit()
    old, new = there.row(first, ref), there.row(second, ref)
    assert (new.stance, new.parts, new.taken_from_id) == (old.stance, old.parts, old.id)
    assert (new.answered_by_id, new.answered_at, new.is_attested_anew) == (own.actor_id, own.at, True)
    assert new.carried_from_id is None
    assert second.answered_count == 1
    assert ref not in offered(own, second)
    query = select(AuditEvent.event).where(AuditEvent.subject_id == new.id)
    assert db.session.scalars(query).all() == [Act.ANSWERS_TAKEN]


def test_files_that_have_not_run_out_come_along(part, clerk, own, ctx, at, root, engagement):
    ref, other = there.of_scope(part, "service")[:2]
    kept = added(context_of(clerk, at), part, question=ref)
    added(context_of(clerk, at), part, question=other, expires_on=at.date())
    there.whole(clerk, part, at)
    second = there.vendor_part(there.again(ctx, root, engagement))
    given = offered(own, second)
    elsewhere.take(own, second, {one: given[one] for one in (ref, other)})
    db.session.commit()
    query = select(Evidence).where(Evidence.assignment_id == second.id)
    assert [(one.question, one.sha256) for one in db.session.scalars(query)] == [(ref, kept.sha256)]


def test_only_what_was_shown_can_be_taken_and_only_by_who_answers(first, second, own, ctx_of):
    ref, other = there.of_scope(second, "service")[:2]
    given = offered(own, second)
    for wanted, message in (
        ({ref: given[other]}, elsewhere.MOVED), ({"24-none": given[ref]}, elsewhere.NOTHING_LEFT),
        ({}, elsewhere.NOTHING_LEFT),
    ):  # fmt: skip
        with pytest.raises(DomainError) as caught:
            elsewhere.take(own, second, wanted)
        assert caught.value.message == message
    with pytest.raises(NotAllowed):
        elsewhere.take(ctx_of(Role.AUDITOR), second, {ref: given[ref]})
    with pytest.raises(DomainError) as caught:
        elsewhere.take(own, first, {ref: given[ref]})
    assert caught.value.message == answering.CLOSED


def test_what_is_withdrawn_or_not_submitted_any_more_is_offered_nowhere(
    sent, first, second, ctx, ctx_of, own
):
    assert offered(own, second)
    returning.withdraw(ctx_of(Role.VENDOR_MANAGER), sent, reason="重複のため", version=sent.version)
    db.session.commit()
    assert offered(own, second) == {}


def test_another_organisation_s_answers_are_never_offered(first, second, at, root, ctx, clerk, pages_of):
    """On the page, in a transaction of theirs: on PostgreSQL row security alone would hide them."""
    stranger = register.organisation(at, "株式会社よその会社")
    theirs = make.beside(second, stranger.id)
    theirs.service_id = second.service_id
    audit.record(ctx, Act.ASSESSMENT_MOVED, theirs)
    person = portal.person(at, root, stranger.id, "other@other.example", "よその 一郎")
    assert found(context_of(person, at), theirs).proposals == {}
    ref = there.of_scope(second, "service")[0]
    for tail in ("elsewhere", f"questions/{ref}", "submit"):
        page = pages_of(person).get(f"/requests/{theirs.id}/{tail}")
        assert "佐藤 美咲" not in words(page)
        assert not page.select(".elsewhere, .unlike, #offers")
    pages_of(person).get(f"/requests/{second.id}/elsewhere", status=404)
    token = f"{ref}:{there.row(first, ref).id}"
    pages = pages_of(person)
    sent = {"answer": token, "csrf_token": token_of(pages.get(f"/requests/{theirs.id}/questions/{ref}"))}
    pages.post(f"/requests/{theirs.id}/elsewhere/take", fields=sent)
    assert db.session.scalars(select(Answer).where(Answer.assignment_id == theirs.id)).all() == []


def token_of(page):
    return page.select_one("[name=csrf_token]")["value"]


# --- pages ---------------------------------------------------------------------------------------


def test_beside_the_question_one_click_gives_it_again(second, clerk, pages_of):
    ref = there.of_scope(second, "service")[0]
    pages = pages_of(clerk)
    here = f"/requests/{second.id}/questions/{ref}"
    page = pages.get(here)
    box = page.select_one(".elsewhere")
    assert "課長 佐藤 美咲" in words(box)
    assert "統24" in words(box)
    page = pages.follow(pages.submit(here, button="この回答をここでも使う"))
    assert not page.select(".elsewhere")
    assert there.row(second, ref).taken_from_id is not None


def test_all_that_is_offered_is_given_again_at_once(second, own, clerk, pages_of):
    pages = pages_of(clerk)
    here = f"/requests/{second.id}/elsewhere"
    offers = offered(own, second)
    page = pages.get(here)
    assert len(page.select("#offers input[type=checkbox]")) == len(offers)
    ticked = [one["value"] for one in page.select("#offers input[type=checkbox]")]
    assert "選んだ回答をここでも使う" in words(page.select_one("#offers"))
    sent = {"answer": ticked, "csrf_token": token_of(page)}
    page = pages.follow(pages.post(f"{here}/take", fields=sent))
    db.session.refresh(second)
    assert second.answered_count == len(offers)
    assert not page.select("#offers")


def test_where_it_says_otherwise_that_is_shown_before_sending(first, second, own, clerk, pages_of, at):
    ref = there.of_scope(second, "service")[0]
    answering.save(own, second, ref, Facts(Stance.REFUSED, reason="今回は非開示"), version=None)
    db.session.commit()
    pages = pages_of(clerk)
    box = pages.get(f"/requests/{second.id}/questions/{ref}").select_one(".elsewhere.is-unlike")
    assert "統24" in words(box)
    here = f"/requests/{second.id}/elsewhere"
    pages.get(here)
    page = pages.follow(pages.submit(here, button="説明を保存", **{f"why-{ref}": "契約が異なるため"}))
    assert "契約が異なるため" in words(page.select_one(f"#unlike-{ref} textarea"))
    assert there.row(second, ref).difference_reason == "契約が異なるため"
    given = offered(own, second)
    elsewhere.take(own, second, given)
    db.session.commit()
    there.whole(clerk, second, at + timedelta(days=1))
    assert second.submitted_at is not None
    assert "契約が異なるため" in words(pages.get(f"/requests/{second.id}/questions/{ref}"))


def test_the_submit_page_lays_both_side_by_side(second, own, clerk, pages_of):
    given = offered(own, second)
    elsewhere.take(own, second, given)
    ref = next(iter(given))
    row = there.row(second, ref)
    db.session.flush()
    answering.save(own, second, ref, Facts(Stance.REFUSED, reason="今回は非開示"), version=row.version)
    questions = {one.id: one for one in make.content().questions()}
    while left := answering.progress_of(second).open:
        answering.save(own, second, left[0], make.answer_of(questions[left[0]]), version=None)
    db.session.commit()
    page = pages_of(clerk).get(f"/requests/{second.id}/submit")
    box = page.select_one(f"#unlike-{ref}")
    assert "今回は非開示" in words(box)
    assert page.select_one("[name=attested_name]")


def test_the_list_of_questions_leads_to_what_was_answered_elsewhere(first, second, own, clerk, pages_of):
    pages = pages_of(clerk)
    link = f"main .notice a[href='/requests/{second.id}/elsewhere']"
    assert pages.get(f"/requests/{second.id}").select_one(link)
    assert not pages.get(f"/requests/{first.id}").select(link)
    elsewhere.take(own, second, offered(own, second))
    db.session.commit()
    assert not pages.get(f"/requests/{second.id}").select(link)


def test_the_submit_page_points_at_what_was_not_looked_at(first, second, own, clerk, pages_of):
    pages, here = pages_of(clerk), f"/requests/{second.id}/submit"
    link = f"main .notice a[href='/requests/{second.id}/elsewhere']"
    unlike = f"main .notice a[href='/requests/{second.id}/elsewhere#unlike']"
    given = offered(own, second)
    assert f"{len(given)}問" in words(pages.get(here).select_one(".notice:has(a)"))
    assert pages.get(here).select(link)
    assert not pages.get(here).select(unlike)
    assert not pages.get(f"/requests/{first.id}/submit").select(link)
    elsewhere.take(own, second, given)
    ref = next(iter(given))
    row = answering.save(
        own, second, ref, Facts(Stance.REFUSED, reason="今回は非開示"), version=there.row(second, ref).version
    )
    db.session.commit()
    page = pages.get(here)
    assert not page.select(link)
    told = next(one for one in page.select(".notice") if one.select("a[href$='#unlike']"))
    assert "理由の説明がないものが1件" in words(told)
    elsewhere.explain(own, second, {ref: "契約が異なるため"}, {ref: row.version})
    db.session.commit()
    assert not pages.get(here).select(unlike)


def test_an_answer_whose_days_have_passed_is_not_chosen_beforehand(second, clerk, pages_of, monkeypatch):
    ref = there.of_scope(second, "service")[0]

    def passed(question, *_values):
        return ["2026-11-20"] if question.id == ref else []

    monkeypatch.setattr(sheets, "passed_since", passed)
    page = pages_of(clerk).get(f"/requests/{second.id}/elsewhere")
    boxes = {box["value"].partition(":")[0]: box for box in page.select("#offers input[type=checkbox]")}
    assert not boxes.pop(ref).has_attr("checked")
    assert boxes
    assert all(box.has_attr("checked") for box in boxes.values())
    told = words(page.select_one(".passed-days"))
    assert told == "先に確認 回答の提出後に過ぎた日付があります：2026-11-20"


def test_refusals_and_declarations_are_not_chosen_beforehand(
    part, clerk, at, ctx, root, engagement, pages_of, monkeypatch
):
    refused, declared = there.of_scope(part, "service")[:2]
    there.whole(clerk, part, at, **{refused.replace("-", "_"): Facts(Stance.REFUSED, reason="非開示")})
    second = there.vendor_part(there.again(ctx, root, engagement))
    monkeypatch.setattr(rules, "declares", lambda question: question.id == declared)
    pages, here = pages_of(clerk), f"/requests/{second.id}/elsewhere"
    page = pages.get(here)
    boxes = {box["value"].partition(":")[0]: box for box in page.select("#offers input[type=checkbox]")}
    why = {ref: words(boxes.pop(ref).find_parent("li").select_one(".to-care")) for ref in (refused, declared)}
    assert "「回答しない」という回答です" in why[refused]
    assert "貴社としての表明です" in why[declared]
    assert boxes
    assert all(box.has_attr("checked") for box in boxes.values())
    page = pages.get(here)
    assert len(page.select("#offers input[checked]")) == len(boxes)
    assert page.select_one("#offers form[data-bulk] button[data-bulk-button]")


def test_taking_over_none_is_told(second, clerk, pages_of):
    pages, here = pages_of(clerk), f"/requests/{second.id}/elsewhere"
    token = token_of(pages.get(here))
    page = pages.follow(pages.post(f"{here}/take", fields={"csrf_token": token}))
    assert "回答は転記されませんでした" in words(page)
    assert second.answered_count == 0


def test_a_word_said_of_an_answer_that_moved_is_not_saved(second, own):
    ref = there.of_scope(second, "service")[0]
    row = answering.save(own, second, ref, Facts(Stance.REFUSED, reason="非開示"), version=None)
    db.session.commit()
    for versions, said, message in (
        ({ref: row.version + 1}, "なぜなら", elsewhere.MOVED), ({}, "なぜなら", elsewhere.MOVED),
        ({ref: row.version}, "あ" * (elsewhere.LONGEST + 1), elsewhere.TOO_LONG),
    ):  # fmt: skip
        with pytest.raises(DomainError) as caught:
            elsewhere.explain(own, second, {ref: said}, versions)
        assert caught.value.message == message


def test_the_pages_cost_few_statements(second, own, clerk, pages_of, count_queries):
    pages = pages_of(clerk)
    ref = there.of_scope(second, "service")[0]
    for tail, most in (("elsewhere", MOST), ("", MOST - 1), (f"questions/{ref}", 9), ("submit", 10)):
        here = f"/requests/{second.id}/{tail}".rstrip("/")
        pages.get(here)
        count_queries.sent.clear()
        pages.get(here)
        assert len(count_queries) <= most, (here, count_queries.sent)
