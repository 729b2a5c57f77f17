"""The tier of an engagement: computed with each act, overridden by two people until a day, never by one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.identity.models import Unit
from app.identity.roles import Role
from app.jobs import tiers as jobs
from app.register.models import Engagement, OverrideState, Stage, TierOverride
from app.register.queries import tier_history
from app.register.queries import tiering as queries
from app.register.services import overrides as services
from app.register.services import tiering
from app.work import queries as work_queries
from app.work import services as work
from app.work import waiting
from tests.factories import deciding as make
from tests.factories import ours
from tests.factories.identity import context

Contexts = Callable[[Role], Context]


def ask(ctx: Context, engagement: Engagement, tier: str = "strict", days: int = 90) -> TierOverride:
    override = services.request_override(
        ctx, engagement, tier=tier, reason="顧客対応で停止できない", expires_on=day_of(ctx.at) + timedelta(days=days)
    )  # fmt: skip
    db.session.commit()
    return override


def give(ctx: Context, override: TierOverride) -> None:
    approval = work_queries.approvals_of("tier_override", override.id)[0]
    work.approve(ctx, approval, version=approval.version, digest=approval.argument_digest)
    db.session.commit()


def tier_of(engagement: Engagement) -> str:
    db.session.refresh(engagement)
    return engagement.tier


def computed(engagement: Engagement) -> Any:
    found = queries.computed(engagement)
    assert found is not None
    return found


def test_a_changed_factor_changes_the_tier_and_the_copy_without_a_new_version(
    at: datetime, root: Unit
) -> None:
    engagement = make.engagement(at, root)
    assert (computed(engagement).tier, tier_of(engagement)) == ("simple", "simple")
    make.changed(at, engagement, annual_amount=200_000_000)
    version = engagement.version
    assert (computed(engagement).tier, tier_of(engagement)) == ("strict", "strict")
    assert engagement.version == version


def test_the_same_result_writes_nothing(at: datetime, root: Unit) -> None:
    engagement = make.engagement(at, root)
    before = computed(engagement).computed_at
    assert tiering.recompute_ids(context(at + timedelta(hours=1)), [engagement.id]) == 0
    db.session.commit()
    assert computed(engagement).computed_at == before
    assert len(tier_history.entries_of(computed(engagement))) == 1


def test_a_function_that_becomes_important_reaches_its_engagements(at: datetime, root: Unit) -> None:
    engagement = make.engagement(at, root)
    make.tie(at, engagement, ours.function(at, "為替", is_important=True, tolerance_hours=2))
    assert tiering.recompute_ids(context(at), [engagement.id]) == 1
    db.session.commit()
    assert tier_of(engagement) == "important"


def test_an_override_holds_only_once_a_second_person_approved_it(
    at: datetime, root: Unit, ctx_of: Contexts
) -> None:
    engagement = make.engagement(at, root)
    override = ask(ctx_of(Role.OFFICER), engagement)
    assert tier_of(engagement) == "simple"
    give(ctx_of(Role.APPROVER), override)
    assert (override.state, tier_of(engagement)) == (OverrideState.ACTIVE, "strict")
    assert computed(engagement).tier == "simple"


def test_who_asked_cannot_approve_even_with_the_right(at: datetime, root: Unit, ctx_of: Contexts) -> None:
    engagement = make.engagement(at, root)
    override = ask(ctx_of(Role.VENDOR_MANAGER), engagement)
    with pytest.raises(DomainError):
        give(ctx_of(Role.VENDOR_MANAGER), override)
    db.session.rollback()
    db.session.refresh(override)
    assert (override.state, tier_of(engagement)) == (OverrideState.REQUESTED, "simple")


def test_who_may_not_ask_is_refused(at: datetime, root: Unit, ctx_of: Contexts) -> None:
    engagement = make.engagement(at, root)
    with pytest.raises(NotAllowed):
        ask(ctx_of(Role.LEGAL), engagement)


def test_a_refused_request_changes_nothing(at: datetime, root: Unit, ctx_of: Contexts) -> None:
    engagement = make.engagement(at, root)
    override = ask(ctx_of(Role.OFFICER), engagement)
    approval = work_queries.approvals_of("tier_override", override.id)[0]
    work.refuse(ctx_of(Role.RISK), approval, version=approval.version, note="根拠が足りない")
    db.session.commit()
    assert (override.state, tier_of(engagement)) == (OverrideState.REFUSED, "simple")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"tier": "simple"}, "tier"),
        ({"tier": "gone"}, "tier"),
        ({"days": -1}, "expires_on"),
        ({"days": 400}, "expires_on"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    at: datetime, root: Unit, ctx_of: Contexts, given: dict[str, Any], field: str
) -> None:
    engagement = make.engagement(at, root)
    with pytest.raises(DomainError) as refused:
        ask(ctx_of(Role.OFFICER), engagement, **given)
    assert refused.value.field == field


def test_there_is_one_override_at_a_time_and_none_on_a_closed_file(
    at: datetime, root: Unit, ctx_of: Contexts
) -> None:
    engagement = make.engagement(at, root)
    ask(ctx_of(Role.OFFICER), engagement)
    with pytest.raises(DomainError):
        ask(ctx_of(Role.OFFICER), engagement)
    closed = make.at_stage(at, make.engagement(at, root, "E-2"), Stage.DROPPED)
    with pytest.raises(DomainError):
        ask(ctx_of(Role.OFFICER), closed)


def test_an_override_can_be_ended_early_by_one_person(at: datetime, root: Unit, ctx_of: Contexts) -> None:
    engagement = make.engagement(at, root)
    override = ask(ctx_of(Role.OFFICER), engagement)
    give(ctx_of(Role.APPROVER), override)
    services.end_override(ctx_of(Role.OFFICER), engagement, override, reason="代替先が決まった")
    db.session.commit()
    assert (override.state, tier_of(engagement)) == (OverrideState.ENDED, "simple")


def test_a_factor_that_changes_meanwhile_is_recorded_under_the_override(
    at: datetime, root: Unit, ctx_of: Contexts
) -> None:
    engagement = make.engagement(at, root)
    give(ctx_of(Role.APPROVER), ask(ctx_of(Role.OFFICER), engagement, "strict"))
    make.changed(at, engagement, is_important_third_party=True)
    assert (computed(engagement).tier, tier_of(engagement)) == ("important", "strict")


def test_the_job_ends_what_is_over_and_asks_the_owner_to_decide_again(
    at: datetime, root: Unit, ctx_of: Contexts, people: Any
) -> None:
    engagement = make.engagement(at, root, owner_id=people[Role.OFFICER].id)
    override = ask(ctx_of(Role.OFFICER), engagement, days=10)
    give(ctx_of(Role.APPROVER), override)
    on_last_day = context(at + timedelta(days=10))
    assert jobs.expire_overrides(on_last_day) == "0"
    after = context(at + timedelta(days=11))
    assert jobs.expire_overrides(after) == "1"
    db.session.commit()
    assert (override.state, tier_of(engagement)) == (OverrideState.EXPIRED, "simple")
    (task,) = work_queries.open_tasks_of("tier_override", override.id)
    assert task.owner_id == people[Role.OFFICER].id
    assert jobs.expire_overrides(after) == "0"
    services.leave_to_rule(ctx_of(Role.OFFICER), engagement)
    db.session.commit()
    assert work_queries.open_tasks_of("tier_override", override.id) == []


def test_home_shows_an_override_that_ends_within_thirty_days(
    at: datetime, root: Unit, ctx_of: Contexts, pages_as: Any
) -> None:
    near, far = (make.engagement(at, root, number) for number in ("E-近", "E-遠"))
    give(ctx_of(Role.APPROVER), ask(ctx_of(Role.OFFICER), near, days=20))
    give(ctx_of(Role.APPROVER), ask(ctx_of(Role.OFFICER), far, days=90))
    waiting.forget()
    lines = [row.text for row in pages_as(Role.OFFICER).get("/").select("#waits tr")]
    told = [line for line in lines if "期限が近づいて" in line]
    assert any("E-近" in line for line in told)
    assert not any("E-遠" in line for line in told)


def test_the_page_names_each_factor_and_which_decided(at: datetime, root: Unit, pages_as: Any) -> None:
    engagement = make.engagement(at, root, annual_amount=200_000_000)
    page = pages_as(Role.AUDITOR).get(f"/engagements/{engagement.id}/tier")
    row = next(row for row in page.select("#factors tbody tr") if "年間金額" in row.text)
    assert "200,000,000" in row.text
    assert "決め手" in row.text
    assert sum("決め手" in row.text for row in page.select("#factors tbody tr")) == 1
    assert not page.select('a[href*="override"]')


@pytest.mark.parametrize(("is_important", "tone"), [(True, "tag-attention"), (False, "tag-neutral")])
def test_head_overview_and_tier_page_set_the_gravest_tier_off_alike(
    at: datetime, root: Unit, pages_as: Any, is_important: bool, tone: str
) -> None:
    found = make.engagement(at, root, is_important_third_party=is_important)
    tier, pages = "重要" if is_important else "簡易", pages_as(Role.AUDITOR)
    for path in ("", "/tier"):
        page = pages.get(f"/engagements/{found.id}{path}")
        badges = [tag["class"] for tag in page.select("dl .tag") if tag.text == tier]
        assert badges == [["tag", tone]] * 2


def test_asking_and_ending_go_through_their_pages(
    at: datetime, root: Unit, ctx_of: Contexts, pages_as: Any, session: Session
) -> None:
    engagement = make.engagement(at, root)
    pages = pages_as(Role.OFFICER)
    address = f"/engagements/{engagement.id}/tier"
    last = (day_of(at) + timedelta(days=60)).isoformat()
    pages.submit(f"{address}/override", status=422, tier="simple", reason="x", expires_on=last)
    pages.submit(f"{address}/override", tier="important", reason="地域の決済を担う", expires_on=last)
    override = queries.open_override(engagement)
    assert override is not None
    give(ctx_of(Role.RISK), override)
    assert "重要" in pages.get(address).text
    pages.submit(f"/tier-overrides/{override.id}/end", reason="見直した")
    session.refresh(override)
    assert override.state == OverrideState.ENDED


def test_a_reader_cannot_ask_by_sending_the_form(at: datetime, root: Unit, pages_as: Any) -> None:
    engagement = make.engagement(at, root)
    for role in (Role.AUDITOR, Role.LEGAL):
        pages = pages_as(role)
        token = pages.get("/").select_one("meta[name=csrf-token]")["content"]
        pages.post(f"/engagements/{engagement.id}/tier/override", 403, tier="important", csrf_token=token)
    assert queries.overrides_of(engagement) == []


def test_the_tier_as_it_was_is_shown_as_at_that_moment(at: datetime, root: Unit, pages_as: Any) -> None:
    from app.register.sheets.deciding import tier_sheet

    engagement = make.engagement(at, root)
    then = db.session.scalars(db_now()).one()
    make.changed(at, engagement, is_important_third_party=True)

    class Moment:
        instant, on, today = then, day_of(at), None

    assert tier_sheet(engagement, Moment()).tier == "simple"
    Moment.instant = None
    assert tier_sheet(engagement, Moment()).tier == "important"


def db_now() -> Any:
    from sqlalchemy import select

    from app.core.audit import AuditHead

    return select(AuditHead.at)


def test_what_is_merely_not_recorded_is_named_apart_from_what_decides(
    at: datetime, root: Unit, pages_as: Any
) -> None:
    engagement = make.engagement(at, root, has_special_care_data=None, annual_amount=200_000_000)
    pages = pages_as(Role.AUDITOR)
    shown = {
        row.dt.text: row.dd.text
        for row in pages.get(f"/engagements/{engagement.id}").select("#tier dl > div")
    }
    assert shown["決め手"] == "年間金額（円）"
    assert shown["未登録のため該当とみなした項目"] == "要配慮個人情報"
    rows = {
        row.th.text: row.select("td")[-1].text
        for row in pages.get(f"/engagements/{engagement.id}/tier").select("#factors tbody tr")
    }
    assert rows["年間金額（円）"] == "決め手"
    assert rows["要配慮個人情報"] == "未登録のため該当とみなした項目"
    assert "取引・口座情報" in pages.get("/settings/register/tier-rule").text
