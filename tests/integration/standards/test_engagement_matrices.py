"""責任分界 of an engagement: started, answered, its actors named, its cells settled, its gaps charged."""

import csv
import io

import pytest
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.identity.roles import Role
from app.register.models import Organisation
from app.register.services import merging
from app.standards.models import ActorBinding, ConditionAnswer, DutyRuling, EngagementMatrix, Ruling
from app.standards.queries import matrices as queries
from app.standards.rules.matrices import GapKind, Mark, Side, find_gap, gaps
from app.standards.services import matrices as services
from app.standards.services.matrices import Who
from app.work.models import Finding, Severity
from app.work.services.findings import FindingFacts
from tests.conftest import begins_with
from tests.factories import chain, register
from tests.factories import engagements as branches
from tests.factories import matrices as make
from tests.factories.standards import published as everything
from tests.pages import words

ground = begins_with(make.published)


def address(engagement):
    return f"/engagements/{engagement.id}/responsibility/{make.KEY}"


def entered(ctx, matrix):
    db.session.expire_all()
    return queries.entered(ctx, matrix)


def rule(ctx, engagement, matrix, place, reason="契約第5条", **sides):
    said = {side: sides.get(side.value) for side in Side}
    services.rule(ctx, engagement, entered(ctx, matrix), place, said, reason, version=matrix.version)
    db.session.commit()


# --- starting ----------------------------------------------------------------------------------


def test_the_template_for_the_service_of_the_engagement_is_proposed_and_started_once(
    pages_as, engagement, ctx
):
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"/engagements/{engagement.id}/responsibility")
    assert "この案件のサービス用" in words(page.select_one("#start"))
    assert words(page.select_one('.tabs a[aria-current="page"]')) == "責任分界"
    page = pages.follow(pages.submit(f"/engagements/{engagement.id}/responsibility", "この責任分界表を作成"))
    assert words(page.select_one("h1")) == "主体を指定する"
    page = pages.get(address(engagement))
    assert len(page.select("table.matrix tbody tr:not(.chapter)")) == 60
    with pytest.raises(DomainError):
        services.start(ctx, engagement, queries.shelf().template(make.KEY))


def test_a_service_further_down_the_chain_brings_its_template_too(pages_as, template, at, root):
    top = chain.service(at, "株式会社まとめ", "まとめサービス")
    lower = chain.service(at, "株式会社FIXER", "Cloud.Config for Financial Services")
    chain.line(at, top, lower)
    ours, other = chain.engagement(at, root, top), make.engagement(at, root, "別のサービス")
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"/engagements/{ours.id}/responsibility")
    assert "この案件のサービス用" in words(page.select_one("#start"))
    assert "サプライチェーンに見当たりません" not in words(page.select_one("#start"))
    page = pages.get(f"/engagements/{other.id}/responsibility")
    assert "この案件のサービス用" not in words(page.select_one("#start"))
    assert "サプライチェーンに見当たりません" in words(page.select_one("#start"))


# --- answers and actors ------------------------------------------------------------------------


def test_answers_settle_the_marks_and_what_is_not_answered_stays_open(pages_as, engagement, matrix):
    pages = pages_as(Role.OFFICER)
    sent = pages.submit(
        f"{address(engagement)}/conditions", "回答を保存",
        fields={"option_application": "integrator", "reason_application": "開発契約", "option_own_site": "no"},
    )  # fmt: skip
    page = pages.follow(sent)
    row = [words(cell) for cell in page.select("tr#r10 td")]
    assert row[0] == "– 1a この条件では対象外（条件1a）"
    assert row[9] == "○ 1b はい（条件1b）"
    assert words(page.select_one("tr#r58 td")) == "△ 4a 条件が未回答（条件4a）"
    assert "開発契約" in words(page.select_one("#conditions"))
    assert "条件が未回答 6" in words(page.select_one(".outcomes"))
    assert db.session.scalars(select(ConditionAnswer.condition)).all() == ["application", "own_site"]


def test_an_answer_can_be_taken_back_and_a_reason_alone_is_refused(pages_as, engagement, matrix):
    pages = pages_as(Role.OFFICER)
    form = f"{address(engagement)}/conditions"
    pages.submit(form, "回答を保存", fields={"option_mail": "yes"})
    pages.submit(form, "回答を保存", fields={"option_mail": ""})
    assert db.session.scalars(select(ConditionAnswer)).all() == []
    page = pages.submit(form, "回答を保存", fields={"reason_mail": "理由だけ"}, status=422)
    assert "先に回答を選び" in words(page.select_one(".error-summary"))


def test_actors_are_organisations_of_the_chain_or_units_or_take_no_part(pages_as, engagement, matrix, root):
    pages = pages_as(Role.OFFICER)
    ids = {party.name: party.id for party in db.session.scalars(select(Organisation))}
    sent = pages.submit(
        f"{address(engagement)}/actors", "主体を保存",
        fields={
            "who_institution": f"unit:{root.id}", "who_provider": f"organisation:{ids['株式会社FIXER']}",
            "who_carrier": "absent", "new_title": "クラウド監視会社", "who_new": "",
        },
    )  # fmt: skip
    assert sent.location.endswith("/conditions")  # which nobody has answered yet
    page = pages.get(address(engagement))
    actors = words(page.select_one("#actors"))
    assert "株式会社FIXER" in actors
    assert root.name in actors
    assert "関与なし" in actors
    assert [words(head) for head in page.select("th.actor")][-1] == "クラウド監視会社"
    assert words(page.select("tr#r01 td")[12]) == "/ 関与なし"
    page = pages.submit(f"{address(engagement)}/actors", "主体を保存", fields={"who_own-1": "remove"})
    assert "own-1" not in db.session.scalars(select(ActorBinding.actor)).all()


def further(ctx, engagement, matrix, title):
    found = entered(ctx, matrix)
    given = {services.own_key(found, title): Who(title=title)}
    services.bind(ctx, engagement, found, given, version=matrix.version)
    db.session.commit()


def test_no_two_actors_have_one_name(pages_as, engagement, matrix, ctx):
    further(ctx, engagement, matrix, "監視会社")
    pages = pages_as(Role.OFFICER)
    form = f"{address(engagement)}/actors"
    for name in ("監視会社 ", "ｃａｒｒｉｅｒ"):  # our own, and the template's in its other language
        page = pages.submit(form, "主体を保存", 422, new_title=name)
        assert "同じ名称の主体がすでに" in words(
            page.select_one('.error-summary li:has(a[href="#new_title"])')
        )
    further(ctx, engagement, matrix, "保守会社")
    page = pages.submit(form, "主体を保存", 422, fields={"title_own-2": "監視会社"})
    assert page.select_one('.error-summary a[href="#title_own-2"]')


def test_a_further_actor_is_renamed_and_goes_with_what_was_settled_only_when_told_so(
    pages_as, engagement, matrix, ctx
):
    further(ctx, engagement, matrix, "監視会社")
    rule(ctx, engagement, matrix, ("r01", "own-1"), does=Ruling.NO)
    pages = pages_as(Role.OFFICER)
    form = f"{address(engagement)}/actors"
    pages.submit(form, "主体を保存", fields={"title_own-1": "クラウド監視会社"})
    page = pages.get(address(engagement))
    assert "クラウド監視会社" in words(page.select_one("#actors"))
    page = pages.submit(form, "主体を保存", 422, fields={"who_own-1": "remove"})
    assert "確定した内容も消えます" in words(page.select_one(".error-summary"))
    assert "1件" in words(page.select_one('label[for="drop_own-1"]'))
    assert db.session.scalars(select(DutyRuling.actor)).all() == ["own-1"]
    pages.submit(form, "主体を保存", fields={"who_own-1": "remove", "drop_own-1": True})
    assert db.session.scalars(select(DutyRuling)).all() == []
    assert db.session.scalars(select(ActorBinding)).all() == []


def test_an_organisation_outside_the_chain_is_no_actor(engagement, matrix, ctx, at, pages_as):
    stranger = register.organisation(at, "株式会社よそ")
    given = {"provider": Who(stranger.id)}
    with pytest.raises(DomainError) as refused:
        services.bind(ctx, engagement, entered(ctx, matrix), given, version=matrix.version)
    assert refused.value.field == "who_provider"
    db.session.rollback()
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"{address(engagement)}/actors")
    assert "株式会社よそ" not in words(page.select_one("#who_provider"))


def test_who_was_second_is_told_and_nothing_is_lost(pages_as, engagement, matrix, ctx):
    pages = pages_as(Role.OFFICER)
    services.answer(ctx, engagement, entered(ctx, matrix), {"mail": ("yes", "")}, version=matrix.version)
    db.session.commit()
    typed = {"option_mail": "no", "version": "1"}
    page = pages.submit(f"{address(engagement)}/conditions", "回答を保存", 409, fields=typed)
    assert "はい" in words(page.select_one("#option_mail-theirs"))
    with pytest.raises(StaleVersion):
        services.answer(ctx, engagement, entered(ctx, matrix), {}, version=1)


# --- rulings -----------------------------------------------------------------------------------


def test_a_ruling_stands_over_the_template_is_marked_and_can_be_taken_back(pages_as, engagement, matrix):
    pages = pages_as(Role.OFFICER)
    form = f"{address(engagement)}/rows/r01/platform"
    page = pages.follow(pages.submit(
        form, "責任分界を確定する", does="no", accountable="no", reason="契約第5条"
    ))  # fmt: skip
    line = next(
        row for row in page.select("#cells tbody tr") if "マイクロソフト" in words(row.select_one("th"))
    )
    assert [words(cell) for cell in line.select("td")][:4] == [
        "×※ いいえ（当方で確定）", "×※ いいえ（当方で確定）", "? 未確定", "契約第5条",
    ]  # fmt: skip
    pages.submit(form, "責任分界を確定する", does="", accountable="", reason="取消し")
    assert db.session.scalars(select(DutyRuling)).all() == []
    page = pages.submit(form, "責任分界を確定する", 422, does="yes", reason="")
    assert "理由を入力してください" in words(page.select_one(".error-summary"))


def test_a_reason_for_nothing_is_refused_and_stays_on_the_page(pages_as, engagement, matrix):
    pages = pages_as(Role.OFFICER)
    form = f"{address(engagement)}/rows/r01/platform"
    page = pages.submit(form, "責任分界を確定する", 422, reason="契約第5条のとおり")
    assert "確定する欄を選んで" in words(page.select_one(".error-summary"))
    assert words(page.select_one("#reason")) == "契約第5条のとおり"
    assert db.session.scalars(select(DutyRuling)).all() == []


def test_two_accountable_are_a_gap_until_one_is_taken_out(engagement, matrix, ctx):
    for actor in ("institution", "provider"):
        rule(ctx, engagement, matrix, ("r01", actor), accountable=Ruling.YES)
    found = find_gap(entered(ctx, matrix).resolved(), "two_accountable.r01.accountable")
    assert found is not None
    assert found.actors == ("institution", "provider")
    rule(ctx, engagement, matrix, ("r01", "provider"), accountable=Ruling.NO)
    assert find_gap(entered(ctx, matrix).resolved(), "two_accountable.r01.accountable") is None


# --- gaps become findings ------------------------------------------------------------------------


def test_a_gap_becomes_a_finding_once_and_leads_to_it_afterwards(pages_as, engagement, matrix, at):
    pages = pages_as(Role.OFFICER)
    gap = f"{address(engagement)}/gaps/unknown.r01.accountable"
    page = pages.get(f"{address(engagement)}/rows/r01")
    assert page.select_one(f'a[href="{gap}"]')
    sent = pages.submit(gap, due_on=day_of(at).isoformat())
    finding = db.session.scalars(select(Finding)).one()
    assert sent.headers["Location"] == f"/findings/{finding.id}"
    assert "統1–統3" in finding.title
    assert (finding.subject_type, finding.subject_id) == ("engagement", engagement.id)
    assert finding.severity == Severity.MEDIUM
    assert pages.client.get(gap).headers["Location"] == f"/findings/{finding.id}"
    page = pages.get(f"{address(engagement)}/rows/r01")
    assert page.select_one(f'#gaps a[href="/findings/{finding.id}"]')
    assert not page.select_one(f'a[href="{gap}"]')


def test_a_gap_is_charged_once_and_only_while_it_is_there(engagement, matrix, ctx, root):
    facts = FindingFacts(title="未確定", severity=Severity.LOW, unit_id=root.id)
    services.charge(ctx, engagement, entered(ctx, matrix), "condition_open.mail", facts)
    db.session.commit()
    for gap in ("condition_open.mail", "nobody.r01.does"):
        with pytest.raises(DomainError):
            services.charge(ctx, engagement, entered(ctx, matrix), gap, facts)
    assert len(db.session.scalars(select(Finding)).all()) == 1


def test_gaps_narrow_the_table_and_leave_with_the_export(pages_as, engagement, matrix, ctx):
    rule(ctx, engagement, matrix, ("r57", "platform"), does=Ruling.NO)
    for actor in ("integrator", "carrier"):
        rule(ctx, engagement, matrix, ("r57", actor), does=Ruling.NO)
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"{address(engagement)}?gap=nobody")
    assert [row["id"] for row in page.select("table.matrix tbody tr:not(.chapter)")] == ["r57"]
    lines = list(csv.reader(io.StringIO(pages.get(f"{address(engagement)}/export").data.decode("utf-8-sig"))))
    assert len(lines) == 61
    assert "実施する主体なし" in dict(zip(lines[0], lines[57], strict=True))["未確定事項"]


def test_proof_that_no_question_collects_is_a_gap_of_the_row(pages_as, engagement, matrix, ctx, at):
    everything(at)
    for row in ("r01", "r10"):  # questions on 統1–統3 ask for evidence, none on what the second row names
        rule(ctx, engagement, matrix, (row, "provider"), proof=Ruling.YES)
    rule(ctx, engagement, matrix, ("r11", "institution"), proof=Ruling.YES)
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"{address(engagement)}?gap=not_collected")
    shown = [row["id"] for row in page.select("table.matrix tbody tr:not(.chapter)")]
    assert "r10" in shown
    assert "r11" not in shown
    assert "証跡を集める質問なし" in words(page.select_one("tr#r10 td.gaps"))
    assert "証跡を集める質問なし" in words(page.select_one(".outcomes"))
    gap = f"{address(engagement)}/gaps/not_collected.r10"
    assert pages.get(f"{address(engagement)}/rows/r10").select_one(f'a[href="{gap}"]')
    lines = list(csv.reader(io.StringIO(pages.get(f"{address(engagement)}/export").data.decode("utf-8-sig"))))
    assert "証跡を集める質問なし" in dict(zip(lines[0], lines[10], strict=True))["未確定事項"]
    pages.submit(gap, due_on=day_of(at).isoformat())
    assert "証跡を集める質問なし" in db.session.scalars(select(Finding.title)).one()


# --- a newer template ----------------------------------------------------------------------------


def test_a_newer_template_keeps_what_did_not_change_and_names_the_rest(
    pages_as, engagement, matrix, template, at, ctx
):
    for row in ("r01", "r02", "r03"):
        rule(ctx, engagement, matrix, (row, "platform"), does=Ruling.NO)
    newer = make.changed(template, r02={"label": "(2a)"}, r03=None)
    make.published(at, newer)
    pages = pages_as(Role.OFFICER)
    assert "第2版があります" in words(pages.get(address(engagement)).select_one("main"))
    page = pages.get(f"{address(engagement)}/move-on")
    assert "統4–統12" in words(page.select_one("main"))
    page = pages.follow(pages.submit(f"{address(engagement)}/move-on", "新しい版へ移行する"))
    assert "第2版があります" not in words(page.select_one("main"))
    found = entered(ctx, matrix)
    assert list(found.rulings) == [("r01", "platform")]
    assert len(found.content.rows) == 59
    newest = queries.shelf().template(make.KEY)
    with pytest.raises(DomainError):
        services.move_on(ctx, engagement, found, newest, version=matrix.version)


# --- who may, what it costs, what is remembered ------------------------------------------------------


def test_readers_see_it_and_change_nothing(pages_as, engagement, matrix, ctx_of):
    pages = pages_as(Role.AUDITOR)
    page = pages.get(address(engagement))
    assert not page.select(
        f'a[href="{address(engagement)}/conditions"], a[href="{address(engagement)}/actors"]'
    )
    pages.get(f"{address(engagement)}/rows/r01")
    pages.get(f"{address(engagement)}/conditions", 403)
    found = entered(ctx_of(Role.AUDITOR), matrix)
    with pytest.raises(NotAllowed):
        services.answer(ctx_of(Role.AUDITOR), engagement, found, {}, version=matrix.version)


def test_a_stranger_finds_nothing(pages_of, engagement, matrix, at, root):
    _unit, person = branches.branch(at, root)
    pages = pages_of(person)
    for path in ("", "/rows/r01", "/conditions", "/export", "/gaps/condition_open.mail"):
        pages.get(f"{address(engagement)}{path}", 404)


def test_what_was_done_stands_in_the_history_of_the_engagement(pages_as, engagement, matrix, ctx):
    rule(ctx, engagement, matrix, ("r01", "platform"), does=Ruling.NO, reason="契約第9条")
    page = pages_as(Role.VENDOR_MANAGER).get(f"/engagements/{engagement.id}/history")
    assert "責任分界を確定" in words(page.select_one("main"))
    assert "契約第9条" in words(page.select_one("main"))
    acts = set(db.session.scalars(select(AuditEvent.event).where(AuditEvent.event.contains("matrix"))))
    assert acts == {"standards:matrix:started", "standards:matrix:ruled"}


def test_three_hundred_rows_cost_few_statements(pages_as, at, root, ctx, count_queries):
    make.published(at, make.long(300))
    engagement = make.engagement(at, root)
    matrix = make.started(at, engagement, ctx)
    rule(ctx, engagement, matrix, ("x1", "platform"), does=Ruling.NO)
    pages = pages_as(Role.OFFICER)
    for path in (
        "",
        "/questions",
        "/rows/x1",
        "/conditions",
        "/actors",
        "/rows/x1/platform",
        "/settle",
        "/gaps/condition_open.mail",
    ):
        pages.get(f"{address(engagement)}{path}")
        count_queries.sent.clear()
        pages.get(f"{address(engagement)}{path}")
        assert len(count_queries) <= 12, path


def test_a_matrix_just_started_is_as_open_as_its_template(engagement, matrix, ctx):
    found = entered(ctx, matrix).resolved()
    kinds = {gap.kind for gap in gaps(found)}
    assert kinds == {GapKind.CONDITION_OPEN, GapKind.ACTOR_UNBOUND, GapKind.UNKNOWN}
    assert found.rows[0].cells[0].sides[Side.DOES].mark == Mark.YES


def test_an_actor_follows_an_organisation_that_was_recorded_twice(engagement, matrix, ctx, ctx_of):
    fixer = db.session.scalars(select(Organisation).where(Organisation.name == "株式会社FIXER")).one()
    services.bind(ctx, engagement, entered(ctx, matrix), {"provider": Who(fixer.id)}, version=matrix.version)
    winner = register.organisation(ctx.at, "株式会社フィクサー")
    merging.merge_organisations(ctx_of(Role.VENDOR_MANAGER), fixer, winner, taken=(), reason="同じ会社")
    db.session.commit()
    assert db.session.scalars(select(ActorBinding.organisation_id)).all() == [winner.id]


def test_one_matrix_of_a_template_for_each_engagement(engagement, matrix):
    assert db.session.scalars(select(EngagementMatrix.template)).all() == [make.KEY]
