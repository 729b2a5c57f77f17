"""The institution changes its own rules: shown before, versioned, and nothing in use disappears."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from app.core import settings
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.identity.models import Unit
from app.identity.roles import Role
from app.jobs import tiers as jobs
from app.register import settings as own
from app.register.models import Stage
from app.register.queries import tiering as queries
from app.register.rules.rulebook import Entry
from app.register.rules.stages import Need
from app.register.rules.tiering import Factor, Rule
from app.register.services import rulebook as services
from app.register.services import tiering
from app.register.sheets import deciding as sheets
from tests.factories import deciding as make
from tests.factories.identity import context

Contexts = Callable[[Role], Context]


def with_threshold(rule: Rule, factor: Factor, threshold: Any) -> Rule:
    rows = [replace(row, threshold=threshold) if row.factor == factor else row for row in rule.conditions]
    return replace(rule, conditions=rows)


def change(ctx: Context, rule: Rule, reason: str = "委員会の決定") -> None:
    services.change_tier_rule(
        ctx, rule.conditions, is_cautious=rule.is_cautious, reason=reason, version=own.tier_rule().version
    )
    db.session.commit()


def test_a_new_threshold_is_a_new_version_and_reaches_every_engagement(
    at: datetime, root: Unit, ctx_of: Contexts
) -> None:
    engagement = make.engagement(at, root, annual_amount=50_000_000)
    wanted = with_threshold(own.tier_rule(), Factor.ANNUAL_AMOUNT, 50_000_000)
    preview = services.preview(ctx_of(Role.RISK), wanted)
    assert preview.first == [(engagement.id, "simple", "strict")]
    assert queries.computed(engagement).tier == "simple"  # type: ignore[union-attr]
    change(ctx_of(Role.RISK), wanted)
    db.session.refresh(engagement)
    assert engagement.tier == "strict"
    assert own.tier_rule().version == 2
    assert queries.computed(engagement).rule_version == 2  # type: ignore[union-attr]
    assert not tiering.is_behind()


def test_a_large_register_is_left_to_the_job(
    at: datetime, root: Unit, ctx_of: Contexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    engagement = make.engagement(at, root, annual_amount=50_000_000)
    monkeypatch.setattr(tiering, "RIGHT_AWAY", 0)
    change(ctx_of(Role.RISK), with_threshold(own.tier_rule(), Factor.ANNUAL_AMOUNT, 1))
    assert tiering.is_behind()
    assert jobs.is_behind(context(at))
    assert queries.computed(engagement).tier == "simple"  # type: ignore[union-attr]
    for _changed in tiering.recompute_all(context(at)):
        db.session.commit()
    tiering.note_applied(context(at), own.tier_rule().version)
    db.session.commit()
    assert queries.computed(engagement).tier == "strict"  # type: ignore[union-attr]
    assert not tiering.is_behind()


def test_only_who_may_and_with_a_reason_changes_the_rule(ctx_of: Contexts) -> None:
    wanted = with_threshold(own.tier_rule(), Factor.ANNUAL_AMOUNT, 7)
    with pytest.raises(NotAllowed):
        change(ctx_of(Role.OFFICER), wanted)
    with pytest.raises(DomainError):
        change(ctx_of(Role.RISK), wanted, reason=" ")
    with pytest.raises(DomainError):
        change(ctx_of(Role.RISK), own.tier_rule())
    assert own.tier_rule().version == 1


def test_two_who_change_the_rule_at_once_do_not_overwrite_each_other(ctx_of: Contexts) -> None:
    change(ctx_of(Role.RISK), with_threshold(own.tier_rule(), Factor.ANNUAL_AMOUNT, 7))
    other = with_threshold(own.tier_rule(), Factor.ANNUAL_AMOUNT, 8)
    with pytest.raises(DomainError):
        services.change_tier_rule(
            ctx_of(Role.VENDOR_MANAGER), other.conditions, is_cautious=True, reason="x", version=1
        )


def put(ctx: Context, key: str, entries: list[Entry]) -> None:
    row = settings.find(key)
    services.change_list(ctx, key, entries, reason="見直し", version=row.version if row else 0)
    db.session.commit()


def test_a_key_is_renamed_and_retired_but_never_deleted(ctx_of: Contexts) -> None:
    ctx = ctx_of(Role.VENDOR_MANAGER)
    kinds = own.entries(own.SERVICE_KINDS)
    with pytest.raises(DomainError):
        put(ctx, own.SERVICE_KINDS, kinds[1:])
    put(ctx, own.SERVICE_KINDS, [replace(kinds[0], ja="クラウド（基盤）", is_retired=True), *kinds[1:]])
    assert own.service_kind_names("ja")[kinds[0].key] == "クラウド（基盤）"
    assert kinds[0].key not in dict(own.offered(own.SERVICE_KINDS, "ja"))


def test_a_tier_that_the_rule_asks_for_is_not_retired(ctx_of: Contexts) -> None:
    tiers = own.tiers()
    with pytest.raises(DomainError):
        put(ctx_of(Role.RISK), own.TIERS, [replace(tiers[0], is_retired=True), *tiers[1:]])


def test_another_level_of_a_class_of_data_computes_the_tiers_again(
    at: datetime, root: Unit, ctx_of: Contexts
) -> None:
    engagement = make.engagement(at, root, data_classes=["internal"])
    entries = [replace(e, level=3) if e.key == "internal" else e for e in own.entries(own.DATA_CLASSES)]
    put(ctx_of(Role.RISK), own.DATA_CLASSES, entries)
    db.session.refresh(engagement)
    assert engagement.tier == "strict"
    assert own.tier_rule().version == 2


def test_a_check_of_our_own_can_stand_in_a_gate(at: datetime, root: Unit, ctx_of: Contexts) -> None:
    ctx = ctx_of(Role.RISK)
    put(ctx, own.OWN_CHECKS, [Entry("budget", "予算確認", "Budget checked")])
    gates = own.gates()
    move = (Stage.PLANNING, Stage.SELECTION)
    gates = {**gates, move: replace(gates[move], items={"own:budget": Need.MUST})}
    services.change_gates(ctx, gates, reason="予算管理", version=0)
    db.session.commit()
    engagement = make.engagement(at, root, stage=Stage.PLANNING)
    option = sheets.option_of(ctx_of(Role.OFFICER), engagement, Stage.SELECTION)
    assert [one.item for one in option.missing] == ["own:budget"]
    with pytest.raises(DomainError):
        put(ctx, own.OWN_CHECKS, [Entry("budget", "予算確認", "Budget checked", is_retired=True)])


def test_the_rule_page_shows_the_effect_before_it_saves(at: datetime, root: Unit, pages_as: Any) -> None:
    make.engagement(at, root, "E-効果", annual_amount=50_000_000)
    pages = pages_as(Role.RISK)
    address = "/settings/register/tier-rule/edit"
    given = {"threshold_annual_amount": "50000000", "reason": "委員会の決定"}
    page = pages.submit(address, button="変わる案件を確かめる", status=200, **given)
    assert "E-効果" in page.select_one("#preview").text
    assert own.tier_rule().version == 1
    # Saving what was not shown shows it first.
    form = {control["name"]: control.get("value", "") for control in page.select("#form input[name]")
            if control.get("type") not in ("checkbox",) or control.has_attr("checked")}  # fmt: skip
    chosen = {s["name"]: s.select_one("option[selected]")["value"] for s in page.select("#form select")}
    sent = {**form, **chosen, "reason": "委員会の決定", "save": "1"}
    sent["threshold_connection"] = ["remote_maintenance"]
    sent["threshold_category"] = ["shared_centre"]
    pages.post(address, 200, fields={**sent, "threshold_annual_amount": "60000000"})
    assert own.tier_rule().version == 1
    pages.post(address, 303, fields=sent)
    assert own.tier_rule().version == 2
    words = pages.get("/settings/register/tier-rule").text
    assert "50,000,000" in words
    assert "委員会の決定" in words


@pytest.mark.parametrize(
    "address",
    ["/settings/register", "/settings/register/tier-rule", "/settings/register/gates",
     *(f"/settings/register/lists/{key}" for key in own.LISTS)],
)  # fmt: skip
def test_everybody_working_reads_the_rules_and_few_change_them(address: str, pages_as: Any) -> None:
    page = pages_as(Role.AUDITOR).get(address)
    assert not page.select('main a[href$="/edit"]')
    assert pages_as(Role.RISK).get(address).select('main a[href$="/edit"]')


def test_the_pages_change_gates_lists_and_periods(pages_as: Any) -> None:
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.submit("/settings/register/gates/edit", two_0="y", reason="二名で確認")
    assert own.gates()[Stage.PLANNING, Stage.SELECTION].is_two_person
    address = f"/settings/register/lists/{own.DATA_CLASSES}/edit"
    pages.submit(address, status=422, new_key_0="Bad Key", new_ja_0="甲", new_en_0="A", reason="追加")
    pages.submit(address, new_key_0="board", new_ja_0="取締役会資料", new_en_0="Board papers", new_level_0="3",
                 reason="追加")  # fmt: skip
    assert own.data_class_names("ja")["board"] == "取締役会資料"
    pages.submit("/settings/register/figures", status=422, screening_months="99", reason="見直し")
    pages.submit("/settings/register/figures", screening_months="3", reason="見直し")
    assert own.screening_months() == 3
    pages.get("/settings/register/lists/other", 404)


def test_the_plain_page_of_a_setting_does_not_edit_what_has_its_own(pages_as: Any) -> None:
    pages_as(Role.COMPLIANCE).get(f"/settings/{own.GATES}/edit", 404)
    assert "段階移行の要件" in pages_as(Role.COMPLIANCE).get("/settings").text
