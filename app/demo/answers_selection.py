"""統20 of みなと印刷発送: what was asked once of the company itself, and again for letters of another department.

The vendor and everything it says are invented.
"""

from app.demo.answers_words import Review, Words
from app.diligence.models import Reliance, Stance, SubstituteKind, Verdict

V = Verdict
REPORT = "印刷・封入・発送業務 受託会社報告書"


def _year(ended: str, revenue: str, result: str, net: str, ratio: str) -> dict[str, str]:
    return {
        "year_end": ended, "revenue": revenue, "operating_result": result, "net_assets": net, "equity_ratio": ratio,
    }  # fmt: skip


OF_THE_COMPANY = {
    "20-06": Words({
        "results": [
            _year("2024-03-31", "1840", "62", "710", "41.2"), _year("2025-03-31", "1905", "58", "748", "42.0"),
            _year("2026-03-31", "1978", "71", "795", "43.1"),
        ],
        "has_negative_net_worth": "no",
    }),
    "20-07": Words({
        "contracts": "14", "record": "金融機関7社を含む14社の通知物を受託。通知物の印刷・発送は22年の実績があります。",
    }),
    "20-14": Words({
        "can_declare": "yes",
        "persons": [{
            "role": "officer", "name": "湊 浩一", "name_kana": "ミナト コウイチ", "position": "代表取締役",
            "country": "JP",
        }],
    }),
    "20-08": Words({
        "has_occurred": "yes",
        "incidents": [{
            "occurred_on": -480, "kind": "leak", "summary": "1通を二重に封入して発送し、受取人のご連絡で当日回収。",
            "cause": "封入機の紙詰まりの復旧後の確認もれ", "recovered_on": -480,
            "prevention": "復旧後の10通は全数を手作業で確認する。", "is_prevention_done": "yes",
        }],
    }),
    "20-09": Words(
        stance=Stance.REFUSED,
        reason="情報管理の規程と委員会の議事は、他のお取引先との取決めを含むため、社外にはお出ししていません。",
        substitute=REPORT, stands_in=SubstituteKind.REPORT, place="第3章 統制環境 12～15ページ",
    ),
    "20-10": Words({
        "kinds": ("privacy_mark", "soc1"), "earliest_expiry": 85,
        "details": [{
            "name": "プライバシーマーク", "covers": "全社", "issuer": "審査機関（架空）", "valid_until": 85,
        }],
    }),
}  # fmt: skip
OURS = {"20-19": Words({"screened_on": -64, "result": "clear"})}
REVIEWS = {
    "20-06": Review("yamamoto", V.MET, "3期とも黒字で、債務超過はない。"),
    "20-07": Review("yamamoto", V.MET),
    "20-14": Review("ito", V.MET),
    "20-19": Review("ito", V.MET, "照会の記録と一致した。"),
    "20-08": Review("watanabe", V.MET, "前回の評価で確かめた1件と同じもの。再発防止策は手順書に反映されている。"),
    "20-09": Review(
        "watanabe", V.MET, "規程そのものは受け取れないが、受託会社報告書で管理態勢を確かめた。",
        relies_on=Reliance.REPORT, place="第3章 統制環境 12～15ページ", relied_until=300, second="yamamoto",
    ),
    "20-10": Review("watanabe", V.PARTLY_MET, "求める認証の中にISMS等がない。プライバシーマークの更新を確認する。"),
}  # fmt: skip
CONCLUSION = "財務、実績、反社会的勢力との関係に問題はない。情報管理は受託会社報告書で確かめた。"
CONDITIONS = "1. プライバシーマークの更新後、登録証の写しを提出すること。"

# For the letters she has come this far: one answer given again, one that is another one here, one that is new.
AGAIN = "20-07"
FOR_THE_LETTERS = {
    "20-08": Words({"has_occurred": "no"}, comment="案内状の作業では、事故は発生していません。"),
    "20-12": Words({
        "connection": "other", "access": "view", "is_reachable": "no",
        "details": "宛名データは、暗号化した媒体で受け取ります。貴行のシステムにはつなぎません。",
    }),
}  # fmt: skip
