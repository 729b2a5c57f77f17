"""Judgements of parties, the memo log, hand-overs, and one change to many engagements."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.audit import AuditEvent, reading
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, StaleVersion
from app.identity import services as identity
from app.identity.roles import Role
from app.register.models import ForeignBasis, PartyJudgement, PersonalDataBasis, Stage
from app.register.queries import engagements as queries
from app.register.services import bulk
from app.register.services import engagements as services
from app.register.services.bulk import BulkChange
from tests.factories import chain, ours
from tests.factories import engagements as make
from tests.factories.identity import context, grant
from tests.pages import words
from tests.there import there


@pytest.fixture
def service(at, session):
    return chain.service(at, "株式会社みどり計算", "融資クラウド")


@pytest.fixture
def base(at, service):
    """What the service is built on."""
    below = chain.service(at, "株式会社くも基盤", "基盤")
    chain.supply(at, service, below)
    return below


# --- parties -----------------------------------------------------------------------------------


def test_vendor_and_chain_are_parties_and_each_is_judged(pages_as, people, at, root, service, base):
    made = make.engagement(at, root, service)
    pages = pages_as(Role.COMPLIANCE)
    table = pages.get(f"/engagements/{made.id}").select_one("#parties tbody")
    assert [words(cell)[:8] for cell in table.select("th")] == ["株式会社みどり計", "株式会社くも基盤"]
    pages.submit(
        f"/engagements/{made.id}/parties/{base.organisation_id}",
        personal_data="cloud_exception", personal_data_reason="取り扱わない契約", foreign_basis="not_applicable",
        foreign_basis_reason="国内の事業者",
    )  # fmt: skip
    found = there(queries.judgement_of(made, base.organisation_id))
    assert (found.personal_data, found.foreign_basis) == (
        PersonalDataBasis.CLOUD_EXCEPTION, ForeignBasis.NOT_APPLICABLE,
    )  # fmt: skip
    assert found.personal_data_by_id == people[Role.COMPLIANCE].id
    assert found.foreign_basis_on == day_of(at)
    assert queries.judgement_of(made, service.organisation_id) is None
    assert "取り扱わない契約" in words(pages.get(f"/engagements/{made.id}"))


def test_who_judged_one_half_stays_when_the_other_is_judged(ctx_of, people, at, root, service):
    made = make.engagement(at, root, service)
    first = services.PartyFacts(personal_data=PersonalDataBasis.ENTRUSTED, personal_data_reason="委託する")
    services.judge_party(ctx_of(Role.LEGAL), made, made.vendor_id, first, version=made.version)
    db.session.commit()
    judged = there(queries.judgement_of(made, made.vendor_id))
    both = services.PartyFacts(
        personal_data=PersonalDataBasis.ENTRUSTED, personal_data_reason="委託する",
        personal_data_on=judged.personal_data_on, foreign_basis=ForeignBasis.NOT_APPLICABLE,
        foreign_basis_reason="国内",
    )  # fmt: skip
    services.judge_party(ctx_of(Role.COMPLIANCE), made, made.vendor_id, both, version=made.version)
    assert judged.personal_data_by_id == people[Role.LEGAL].id
    assert judged.foreign_basis_by_id == people[Role.COMPLIANCE].id


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"personal_data": PersonalDataBasis.NONE}, "personal_data_reason"),
        ({"foreign_basis_reason": "理由だけ"}, "foreign_basis"),
        (
            {"foreign_basis": ForeignBasis.CONSENT, "foreign_basis_reason": "x", "foreign_basis_on": 1},
            "foreign_basis_on",
        ),
    ],
)  # fmt: skip
def test_half_a_judgement_is_none(ctx_of, at, root, service, given, field):
    made = make.engagement(at, root, service)
    if "foreign_basis_on" in given:
        given = {**given, "foreign_basis_on": day_of(at) + timedelta(days=1)}
    with pytest.raises(DomainError) as caught:
        services.judge_party(
            ctx_of(Role.OFFICER), made, made.vendor_id, services.PartyFacts(**given), version=made.version
        )
    assert caught.value.field == field


def test_nobody_outside_the_chain_is_judged(pages_as, ctx_of, at, root, service):
    made = make.engagement(at, root, service)
    stranger = chain.service(at, "株式会社よその会社").organisation_id
    pages_as(Role.OFFICER).get(f"/engagements/{made.id}/parties/{stranger}", status=404)
    facts = services.PartyFacts(personal_data=PersonalDataBasis.NONE, personal_data_reason="x")
    with pytest.raises(DomainError):
        services.judge_party(ctx_of(Role.OFFICER), made, stranger, facts, version=made.version)
    assert db.session.scalars(select(PartyJudgement)).all() == []


def test_two_judges_meet_in_a_409_that_shows_the_other(pages_as, ctx_of, at, root, service):
    made = make.engagement(at, root, service)
    pages, url = pages_as(Role.OFFICER), f"/engagements/{made.id}/parties/{made.vendor_id}"
    stale = pages.get(url)
    held = {name: stale.select_one(f"[name={name}]")["value"] for name in ("version", "form_base")}
    first = services.PartyFacts(personal_data=PersonalDataBasis.ENTRUSTED, personal_data_reason="先の理由")
    services.judge_party(ctx_of(Role.LEGAL), made, made.vendor_id, first, version=made.version)
    db.session.commit()
    page = pages.submit(url, status=409, personal_data="none", personal_data_reason="後の理由", **held)
    assert "先の理由" in words(page.select_one(".conflict"))
    db.session.expire_all()
    assert there(queries.judgement_of(made, made.vendor_id)).personal_data == PersonalDataBasis.ENTRUSTED


def test_an_old_version_is_not_judged(ctx_of, at, root, service):
    made = make.engagement(at, root, service)
    facts = services.PartyFacts(personal_data=PersonalDataBasis.NONE, personal_data_reason="x")
    with pytest.raises(StaleVersion):
        services.judge_party(ctx_of(Role.OFFICER), made, made.vendor_id, facts, version=made.version - 1)


# --- 経緯 --------------------------------------------------------------------------------------


def test_memos_stand_newest_first_and_twenty_to_a_page(pages_as, at, root, service):
    made = make.engagement(at, root, service)
    for number in range(23):
        on = day_of(at) - timedelta(days=number)
        services.write_memo(context(at), made, body=f"経緯その{number:02}", on=on)
    db.session.commit()
    version = made.version
    pages = pages_as(Role.OFFICER)
    first = pages.get(f"/engagements/{made.id}").select("#memos li .lines")
    assert [words(each) for each in (first[0], first[-1])] == ["経緯その00", "経緯その19"]
    rest = pages.get(f"/engagements/{made.id}?memos=2").select("#memos li .lines")
    assert [words(each) for each in rest] == ["経緯その20", "経緯その21", "経緯その22"]
    assert made.version == version


def test_a_memo_tells_what_has_happened(pages_as, at, root, service):
    made = make.engagement(at, root, service)
    pages, url = pages_as(Role.LEGAL), f"/engagements/{made.id}/memos/new"
    tomorrow = (day_of(at) + timedelta(days=1)).isoformat()
    page = pages.submit(url, status=422, body="先の話", on=tomorrow)
    assert "すでに起きたこと" in words(page.select_one(".error-summary"))
    pages.submit(url, body="<b>話した</b>\n二行目")
    assert "<b>話した</b>" in words(pages.get(f"/engagements/{made.id}").select_one("#memos"))


# --- 引継ぎ ------------------------------------------------------------------------------------


def test_a_hand_over_moves_engagements_and_systems_and_counts_them(
    ctx_of, people, at, root, service, pages_as
):
    giver, taker = people[Role.OFFICER], people[Role.APPROVER]
    made = make.engagement(at, root, service, owner_id=giver.id)
    over = make.engagement(at, root, service, owner_id=giver.id, stage=Stage.ENDED)
    other = make.engagement(at, root, service, owner_id=people[Role.VENDOR_MANAGER].id)
    system = ours.system(at, "S-001", "融資", owner_id=giver.id)
    ctx = ctx_of(Role.ADMINISTRATOR)
    moved = identity.preview_hand_over(ctx, giver, taker)
    assert (moved["engagement"], moved["information_system"]) == (1, 1)
    db.session.expire_all()
    assert made.owner_id == giver.id
    identity.plan_hand_over(ctx, giver, to_user=taker, on=day_of(at), reason="異動")
    db.session.commit()
    db.session.expire_all()
    owners = [row.owner_id for row in (made, over, other, system)]
    assert owners == [taker.id, giver.id, people[Role.VENDOR_MANAGER].id, taker.id]
    assert reading.entries_of(made)[0].event == "engagement:record:handed_over"
    assert reading.entries_of(system)[0].event == "information_system:record:handed_over"
    told = words(pages_as(Role.ADMINISTRATOR).get("/hand-overs").select_one("tbody tr"))
    assert "案件：1" in told
    assert "情報システム：1" in told


# --- まとめて変更 --------------------------------------------------------------------------------


def ids(*engagements) -> str:
    return "/engagements/bulk?" + "&".join(f"id={each.id}" for each in engagements)


def test_only_who_may_own_in_every_chosen_unit_is_offered(pages_as, at, root, service):
    (near, near_officer), (far, _far_officer) = (
        make.branch(at, root, "桜町支店"),
        make.branch(at, root, "港支店"),
    )
    pages = pages_as(Role.VENDOR_MANAGER)

    def offered(*units) -> set[str]:
        asked = "&".join(f"unit_id={unit.id}" for unit in units)
        answer = pages.client.get(f"/engagements/owners/options?q=担当&{asked}").get_json()
        return {found["label"] for found in answer}

    assert near_officer.name in offered(near)
    assert near_officer.name not in offered(far)
    assert near_officer.name not in offered(near, far)
    made = [make.engagement(at, unit, service, title=unit.name) for unit in (near, far)]
    picker = pages.get(ids(*made)).select_one("[data-picker*='/owners/options']")["data-picker"]
    assert all(f"unit_id={unit.id}" in picker for unit in (near, far))
    entry = pages.get("/engagements/new").select_one("[data-picker*='/owners/options']")
    assert entry["data-picker-with"] == "unit_id"


def test_a_preview_stores_nothing_and_applying_is_one_act(pages_as, people, at, root, service):
    made = [make.engagement(at, root, service, title=f"案件{n}") for n in range(3)]
    owner = people[Role.OFFICER]
    pages, url = pages_as(Role.APPROVER), ids(*made)
    page = pages.submit(url, button="preview", status=200, field="owner_id", owner_id=str(owner.id))
    assert [words(row.select("td")[2]) for row in page.select("#preview tbody tr")] == [owner.name] * 3
    db.session.expire_all()
    assert {each.owner_id for each in made} == {None}
    sent = {tag["name"]: tag.get("value", "") for tag in page.select("form#form input[name]")}
    sent |= {"field": "owner_id", "apply": "1", "unit_id": ""}
    first = pages.post("/engagements/bulk", fields=sent)
    assert first.status_code == 303
    assert pages.post("/engagements/bulk", fields=sent).status_code == 303  # the same click twice
    db.session.expire_all()
    assert {each.owner_id for each in made} == {owner.id}
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.event == "register:records:bulk_edited")
    ).all()
    assert len(events) == 3
    assert len({event.act_id for event in events}) == 1


def test_each_refusal_is_told_and_the_others_change(ctx_of, at, root, service):
    day = day_of(at)
    fine = make.engagement(at, root, service, started_on=day)
    late = make.engagement(at, root, service, started_on=day + timedelta(days=900))
    same = make.engagement(at, root, service, ends_on=day + timedelta(days=30))
    change = BulkChange("ends_on", day + timedelta(days=30))
    ctx, chosen = ctx_of(Role.APPROVER), [fine, late, same]
    lines = bulk.preview(ctx, chosen, change)
    assert [bool(line.refusal) for line in lines] == [False, True, True]
    assert lines[2].refusal == bulk.THE_SAME
    assert bulk.bulk_edit(ctx, {each.id: each.version for each in chosen}, change, chosen) == 1
    assert (fine.ends_on, late.ends_on) == (change.value, None)


def test_what_moved_on_since_the_look_is_not_changed(ctx_of, at, root, service):
    made = make.engagement(at, root, service)
    seen = {made.id: made.version}
    make.edited(at, made, purpose="先に変わった")
    with pytest.raises(DomainError) as caught:
        bulk.bulk_edit(ctx_of(Role.APPROVER), seen, BulkChange("ends_on", day_of(at)), [made])
    assert caught.value.message == bulk.MOVED_ON


def test_a_unit_where_one_only_reads_is_left_alone(pages_of, people, at, root, service):
    branch, officer = make.branch(at, root)
    grant(at, officer, Role.APPROVER, branch)
    db.session.commit()
    foreign = make.engagement(at, root, service)
    make.reader(at, foreign, branch)
    hidden = make.engagement(at, root, service, title="見えない案件")
    own = make.engagement(at, branch, service)
    ctx = make.ctx_of(officer, at)
    change = BulkChange("ends_on", day_of(at))
    chosen = queries.chosen(ctx, [foreign.id, hidden.id, own.id])
    assert hidden not in chosen
    lines = {line.engagement.id: line.refusal for line in bulk.preview(ctx, chosen, change)}
    assert lines == {foreign.id: bulk.OTHER_UNIT, own.id: ""}
    assert "見えない案件" not in words(pages_of(officer).get(ids(foreign, hidden, own)))


def test_who_edits_one_by_one_in_a_unit_does_not_change_many_there(at, root, service):
    branch, officer = make.branch(at, root)
    other, _ = make.branch(at, root, "本店営業部")
    grant(at, officer, Role.APPROVER, other)
    db.session.commit()
    ctx = make.ctx_of(officer, at)
    made = [make.engagement(at, unit, service) for unit in (branch, other)]
    lines = bulk.preview(ctx, made, BulkChange("ends_on", day_of(at)))
    assert [line.refusal for line in lines] == [bulk.OTHER_UNIT, ""]


def test_officers_change_one_at_a_time(pages_as, at, root, service):
    made = make.engagement(at, root, service)
    pages = pages_as(Role.OFFICER)
    pages.get(ids(made), status=403)
    assert not pages.get("/engagements").select("[data-tick]")
    assert pages_as(Role.APPROVER).get("/engagements").select("[data-tick]")


def test_an_empty_or_broken_choice_leads_back(pages_as, session):
    pages = pages_as(Role.APPROVER)
    for query in ("", "?id=nonsense", "?id=00000000-0000-0000-0000-000000000000"):
        assert pages.get(f"/engagements/bulk{query}", status=303)
