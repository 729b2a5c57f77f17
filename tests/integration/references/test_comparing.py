"""Two references side by side: what differs, in conformity and in words, and what is offered where there is no pair."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.identity.roles import Role
from app.references.models import Acts, Conformity
from app.references.rules.facts import RecordFacts
from app.standards.models import StandardItem
from tests.factories import references as make
from tests.pages import words


@pytest.fixture
def pages(pages_as):
    return pages_as(Role.VENDOR_MANAGER)


@pytest.fixture
def other(ctx, at, reference):
    return make.reference(ctx, make.service(at, "AWS", "アマゾン"), title="AWS版")


def items(page):
    return [words(one) for one in page.select(".side-by-side tbody th")]


def test_two_references_stand_side_by_side(pages, ctx, reference, other):
    alike = make.record()
    make.published(ctx, reference, 統20=alike, 統21=make.record())
    make.published(ctx, other, 統20=alike, 統21=RecordFacts(provider_acts=Acts.YES, customer_acts=Acts.NO))
    address = f"/references/compare?left={reference.id}&right={other.id}"
    first = f"/references/compare?left={reference.id}"
    assert pages.get("/references").select_one("a[href='/references/compare']")
    assert pages.get(f"/references/{reference.id}").select_one(f"a[href='{first}']")
    assert pages.get("/references/compare").select_one(f"main a[href='{first}']")
    assert pages.get(first).select_one(f"main a[href='{address}']")
    assert items(pages.get(address)) == [
        "統20 統20の項目",
        "統21 統21の項目 差あり 差のある欄：適合性、対応の主体（クラウド事業者）、対応の主体（利用者）、"
        "SI事業者・利用者で必要な対応",
    ]
    assert len(items(pages.get(f"{address}&only=differences"))) == 1
    assert pages.get(f"/references/compare?left={reference.id}&right={reference.id}")


def test_texts_that_differ_are_marked_and_stand_beside_each_other(pages, ctx, reference, other):
    said: dict[str, Any] = {"conformity": Conformity.CONFORMABLE, "needed": "確認する", "documents": ("05",)}
    make.published(
        ctx, reference, 統20=RecordFacts(**said, provider_view="自社の見解", confirmed="同じ"),
        統21=RecordFacts(**said), 統24=RecordFacts(**said),
    )  # fmt: skip
    papers = [make.paper("99")]
    said["documents"] = ("99",)
    make.published(
        ctx, other, papers=papers, 統20=RecordFacts(**said, provider_view="別の見解", confirmed="同じ"),
        統21=RecordFacts(**said),
    )  # fmt: skip
    address = f"/references/compare?left={reference.id}&right={other.id}"
    page = pages.get(address)
    assert items(page) == [
        "統20 統20の項目 記述に差あり 差のある欄：見解", "統21 統21の項目", "統24 統24の項目 差あり 記載なし：AWS版",
    ]  # fmt: skip
    left, right = page.select(".side-by-side tbody tr:first-child td")
    assert [words(one) for one in left.select("dt")] == ["見解", "SI事業者・利用者で必要な対応"]
    assert "自社の見解" in words(left)
    assert "別の見解" in words(right)
    assert "同じ" not in words(left)
    counts = {
        words(one.contents[0]): words(one.select_one(".count")) for one in page.select(".answer-filter a")
    }
    assert list(counts.values()) == ["3", "2", "1", "1"]
    for only, found in (("differences", 2), ("decisive", 1), ("wording", 1), ("nonsense", 3)):
        narrowed = pages.get(f"{address}&only={only}")
        assert len(items(narrowed)) == found, only
        assert len(narrowed.select(".answer-filter a[aria-current]")) == 1


def test_a_number_without_a_title_keeps_apart_from_its_badge(pages, ctx, reference, other):
    for one in db.session.scalars(select(StandardItem)):
        one.title_ja = one.title_en = ""
    db.session.commit()
    make.published(ctx, reference, 統20=make.record(), 統21=make.record())
    make.published(ctx, other, 統20=make.record(needed=""), 統24=make.record())
    page = pages.get(f"/references/compare?left={reference.id}&right={other.id}")
    heads = [one.get_text().split() for one in page.select(".side-by-side tbody th")]
    assert [one[0] for one in heads] == ["統20", "統21", "統24"]
    assert all(one[1].startswith("差あり") for one in heads)
    told = [words(one.select(".fact-note")[-1]) for one in page.select(".side-by-side tbody th")[1:]]
    assert told == [f"記載なし：{other.title}", f"記載なし：{reference.title}"]


def test_only_what_can_be_compared_is_offered(pages, ctx, reference, other, at):
    make.laid(at, count=3, edition="fisc-anzen/other")
    elsewhere = make.reference(ctx, make.service(at, "別のクラウド", "別会社"), edition="fisc-anzen/other")
    make.published(ctx, reference)
    make.published(ctx, elsewhere)
    page = pages.get("/references/compare")
    assert not page.select("main tbody")
    assert "二つ必要です" in words(page.select_one(".empty"))
    answer = pages.client.get(f"/references/compare?left={reference.id}&right={elsewhere.id}")
    assert answer.status_code == 303
    assert "この二つは比較できません" in words(pages.get(answer.location).select_one(".flashes"))


def test_who_has_no_counterpart_is_told_why_and_what_can_be_compared_instead(
    pages, ctx, reference, other, at
):
    make.laid(at, count=3, edition="fisc-anzen/other")
    alone = make.reference(ctx, make.service(at, "別のクラウド", "別会社"), edition="fisc-anzen/other")
    drafted = make.reference(ctx, make.service(at, "三つ目", "三社目"), title="下書きだけのもの")
    make.draft(ctx, drafted)
    make.published(ctx, alone)
    first = f"/references/compare?left={alone.id}"
    assert not pages.get(f"/references/{alone.id}").select_one(f"a[href='{first}']")
    page = pages.get(first).select_one(".empty")
    assert "fisc-anzen/other" in words(page)
    assert page.select_one("a")["href"] == "/references"
    for one in (reference, other):
        make.published(ctx, one)
    db.session.commit()
    assert not pages.get(f"/references/{alone.id}").select_one(f"a[href='{first}']")
    assert pages.get(first).select_one(".empty a")["href"] == "/references/compare"
    why = pages.get(f"/references/compare?left={drafted.id}")
    assert "公開済みの版がまだありません" in words(why.select_one(".empty"))
