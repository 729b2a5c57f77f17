"""What つばめ銀行 has decided on its engagements: moves with what they rest on, decisions, overrides of the tier."""

from datetime import timedelta

from app.demo.acting import Cast
from app.register.models import Engagement, Stage
from app.register.queries import engagements as queries
from app.register.services import overrides, staging
from app.work import services as work
from app.work.services import Ringi

LEFT = {
    "access_cut": "保管庫の入館証と依頼用の利用者IDを返却・廃止した。",
    "data_returned": "保管箱412箱の返却を受け、目録と照合した。",
    "erasure_proved": "保存年限を過ぎた帳票の溶解証明書を受領した。",
    "ledger_updated": "情報資産台帳から外した。",
}
DOCUMENTED = {
    "vendor_assessed": "評価票を審査し、総合判定は可。",
    "compared": "三社から提案を受け、機能・価格・体制を比較した。",
    "system_opinion": "システムリスク管理室と協議済み。条件なし。",
}
READINESS = {
    "accounts": "利用者IDを申請どおりに発行した。",
    "connections": "接続元の制限を試験で確認した。",
}


def decide(cast: Cast) -> None:
    _selection(cast)
    _ringi(cast)
    _readiness(cast)
    _overrides(cast)
    _exit(cast)


def _get(cast: Cast, key: str, who: str = "takahashi") -> Engagement:
    return queries.get_engagement(cast.ctx(who), cast.engagements[key])


def _check(cast: Cast, who: str, key: str, notes: dict[str, str], days_ago: int) -> None:
    for item, note in notes.items():
        found = _get(cast, key, who)
        done_on = cast.today - timedelta(days=days_ago)
        staging.record_check(cast.ctx(who), found, item, version=found.version, done_on=done_on, note=note)
        cast.done()


def _move(cast: Cast, who: str, key: str, to: Stage, reason: str = "") -> None:
    found = _get(cast, key, who)
    staging.move(cast.ctx(who), found, to, version=found.version, reason=reason)
    cast.done()


def _selection(cast: Cast) -> None:
    """One on its way to the decision, one that is asked about there, one taken up from 企画 and put back."""
    _check(cast, "kimura", "azure", {"compared": DOCUMENTED["compared"]}, 12)
    _check(cast, "suzuki", "testers", DOCUMENTED, 25)
    found = _get(cast, "testers", "takahashi")
    staging.request_decision(cast.ctx("takahashi"), found, comment="総合テストの期間に限る。予算内。")
    cast.done()
    _move(cast, "sato", "scoring", Stage.SELECTION)
    _move(cast, "sato", "scoring", Stage.PLANNING, "匿名化の方法を先に決めることとなったため。")


def _ringi(cast: Cast) -> None:
    """Decided in the bank's own system, after the contract was signed: 事後稟議, and marked so.

    Two others were decided first.
    """
    for key, unit, number, days_ago in (
        ("watch", "IT企画部", "R8-IT-0142", 4),
        ("fixer", "個人ローン部", "R7-KL-0031", 600),
        ("cleaning", "事務部", "R8-JM-0207", 9),
    ):
        decided_on = cast.today - timedelta(days=days_ago)
        paper = Ringi(
            number=number, title="外部委託契約の締結について", decider="大野 一彦", decider_title="常務執行役員",
            decided_on=decided_on, drafting_unit=unit, drafted_on=decided_on - timedelta(days=14),
            authority="常務決裁", consulted="委託先統括部、法務部、システムリスク管理室",
        )  # fmt: skip
        work.record_ringi(
            cast.ctx("takahashi"), paper, subject_type="engagement", subject_id=cast.engagements[key],
            unit_id=cast.units[unit].id,
        )  # fmt: skip
        cast.done()


def _readiness(cast: Cast) -> None:
    _move(cast, "saito", "watch", Stage.CONTRACT, "契約書の別紙を差し替えるため。")
    _move(
        cast, "saito", "watch", Stage.READINESS,
        "監視の空白を避けるため先行して締結した。委託先統括部に事前に連絡済み。",
    )  # fmt: skip
    _check(cast, "kimura", "watch", READINESS, 2)
    found = _get(cast, "watch", "kimura")
    staging.record_check(
        cast.ctx("kimura"), found, "pledges", version=found.version, is_not_applicable=True,
        note="要員は当行に常駐せず、守秘は契約で負う。",
    )  # fmt: skip
    cast.done()


def _overrides(cast: Cast) -> None:
    """One in force that ends soon, one that waits, one that was refused."""
    for key, who, tier, days, reason in (
        ("cash", "takahashi", "important", 21, "輸送が止まるとATMの現金が二日で尽き、地域への影響が大きい。"),
        ("household", "takahashi", "simple", 180, "参照系APIのみで、認証情報は当行が保持している。"),
        ("line", "takahashi", "strict", 300, "別経路の予備回線があり、切替訓練も済んでいるため。"),
    ):
        found = _get(cast, key, who)
        row = overrides.request_override(
            cast.ctx(who), found, tier=tier, reason=reason, expires_on=cast.today + timedelta(days=days)
        )
        cast.done()
        if key == "cash":
            cast.approve("yamamoto", "tier_override", row.id, "次回の更改までに代替輸送を検討すること。")
        elif key == "household":
            cast.refuse("yamamoto", "tier_override", row.id, "取引明細は機密区分が高く、ルールどおりとする。")


def _exit(cast: Cast) -> None:
    """One that is being left: access is cut, the rest is still to come. One that is over, one given up."""
    _move(cast, "saito", "atm", Stage.EXIT_PREPARATION)
    _check(cast, "kimura", "atm", {"access_cut": "遠隔監視の回線と接続IDを停止した。"}, 1)
    _check(cast, "kimura", "archive", LEFT, 8)
    found = _get(cast, "archive", "saito")
    staging.move(
        cast.ctx("saito"), found, Stage.ENDED, version=found.version, reason="電子保存へ移行し、外部保管を終えたため。",
        ended_on=cast.today - timedelta(days=8),
    )  # fmt: skip
    cast.done()
    _move(cast, "saito", "guard", Stage.CANCELLED, "店舗の統廃合により、入替えの対象店舗がなくなったため。")
