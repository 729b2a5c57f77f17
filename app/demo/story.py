"""What is going on at つばめ銀行 today, so that every desk has something on it."""

from datetime import timedelta
from typing import Any

from app.core.words import N_
from app.demo.acting import Cast
from app.identity import services as identity
from app.identity.roles import Role
from app.work import services as work
from app.work import subjects
from app.work.models import FindingState, Severity
from app.work.services.findings import FindingFacts

COMMITTEE_TASK = N_("Read the papers for the risk committee and note your questions.")


def tell(cast: Cast) -> None:
    _findings(cast)
    _verified(cast)
    _stand_in(cast)
    _waiting_requests(cast)
    _committee(cast)


def _about(cast: Cast, key: str) -> dict[str, Any]:
    if "organisation" not in subjects.known():
        return {}
    return {"subject_type": "organisation", "subject_id": cast.organisations[key]}


def _findings(cast: Cast) -> None:
    work.raise_finding(
        cast.ctx("watanabe"),
        FindingFacts(
            title="クラウド利用申請に外部委託該当性の判定が付いていない",
            detail="個人ローン審査の新しい環境について、判定票の提出が確認できない。",
            source="システムリスク評価",
            severity=Severity.MEDIUM,
            unit_id=cast.units["個人ローン部"].id,
            owner_id=cast.people["sato"].id,
            due_on=cast.today + timedelta(days=18),
        ),
        **_about(cast, "fixer"),
    )
    cast.done()
    work.raise_finding(
        cast.ctx("nakamura"),
        FindingFacts(
            title="再委託先一覧の更新が半年以上止まっている",
            detail="内部監査の講評を事務局で登録。所管で担当者を決めること。",
            source="内部監査",
            severity=Severity.HIGH,
            unit_id=cast.units["事務部"].id,
            due_on=cast.today + timedelta(days=9),
        ),
        **_about(cast, "minato"),
    )
    cast.done()


def _verified(cast: Cast) -> None:
    """One that its owner has dealt with and somebody must verify; one that is closed."""
    for title, organisation, is_closed in (
        ("障害時の連絡先が夜間に通じない", "kumonoue", False),
        ("現金輸送の引渡記録に署名の欠けがある", "ginrei", True),
    ):
        unit = "IT企画部" if not is_closed else "事務部"
        finding = work.raise_finding(
            cast.ctx("takahashi"),
            FindingFacts(
                title=title,
                source="定期モニタリング",
                severity=Severity.LOW,
                unit_id=cast.units[unit].id,
                owner_id=cast.people["kimura"].id,
                due_on=cast.today + timedelta(days=5),
            ),
            **_about(cast, organisation),
        )
        cast.done()
        work.move_finding(cast.ctx("kimura"), finding, FindingState.IN_PROGRESS, note="")
        cast.done()
        work.move_finding(
            cast.ctx("kimura"), finding, FindingState.TO_BE_VERIFIED, note="先方と是正し、写しを受領した。"
        )
        cast.done()
        if is_closed:
            work.move_finding(
                cast.ctx("ito"), finding, FindingState.CLOSED, note="直近一か月の記録で署名を確認した。"
            )
            cast.done()


def _stand_in(cast: Cast) -> None:
    """高橋 is away for some days, and 清水 stands in."""
    away = identity.request_stand_in(
        cast.ctx("takahashi"), cast.people["takahashi"], deputy=cast.people["shimizu"], from_on=cast.today,
        until_on=cast.today + timedelta(days=10), reason="研修のため不在",
    )  # fmt: skip
    cast.done()
    cast.approve("inoue", "stand_in", away.id)


def _waiting_requests(cast: Cast) -> None:
    refused = identity.request_grant(
        cast.ctx("yoshida"), cast.people["shimizu"], role=Role.LEGAL, unit=cast.units["法務部"],
        from_on=cast.today, until_on=None, reason="契約確認の応援",
    )  # fmt: skip
    cast.done()
    cast.refuse("inoue", "role_grant", refused.id, "応援は法務部の中で調整することになったため。")
    identity.request_grant(
        cast.ctx("yoshida"), cast.people["shimizu"], role=Role.OFFICER, unit=cast.units["個人ローン部"],
        from_on=cast.today, until_on=cast.today + timedelta(days=90), reason="年末の申込集中に備えた応援",
    )  # fmt: skip
    cast.done()
    identity.request_stand_in(
        cast.ctx("watanabe"), cast.people["watanabe"], deputy=cast.people["yamamoto"],
        from_on=cast.today + timedelta(days=14), until_on=cast.today + timedelta(days=21), reason="休暇",
    )  # fmt: skip
    cast.done()
    identity.request_factor_reset(cast.ctx("inoue"), cast.people["kimura"], reason="スマートフォンの機種変更")
    cast.done()


def _committee(cast: Cast) -> None:
    work.open_task(
        cast.ctx("nakamura"), source_type="unit", source_id=cast.units["リスク統括部"].id, message=COMMITTEE_TASK,
        owner_id=cast.people["kobayashi"].id, due_on=cast.today + timedelta(days=7),
    )  # fmt: skip
    cast.done()
