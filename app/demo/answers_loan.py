"""統21 of the loan system's development: what 個人ローン部 and あかつきソフトウエア said, half of it judged.

The vendor and everything it says are invented.
"""

from app.demo.answers_words import Proof, Review, Words
from app.diligence.models import Reliance, Stance, SubstituteKind, Verdict

V = Verdict
NAME, TITLE = "堀 千尋", "第二開発部 主任"
OUR_NAME, OUR_TITLE = "佐藤 美咲", "個人ローン部 担当"


def _level(group: str, indicator: str, target: str, method: str, kind: str = "slo") -> dict[str, str]:
    return {
        "group": group, "indicator": indicator, "target": target, "method": method, "period": "1か月", "kind": kind,
    }  # fmt: skip


def _deadline(severity: str, days: str, interim: str = "") -> dict[str, str]:
    told = {"severity": severity, "days": days, "reporting": "判明日から数え、対応完了まで週次で報告"}
    return {**told, "interim": interim} if interim else told


def _data(data: str, storage: str, retention: str, disposal: str) -> dict[str, str]:
    return {
        "data": data, "country": "JP", "storage": storage, "retention": retention, "transfer": "しない",
        "disposal": disposal,
    }  # fmt: skip


THEIRS = {
    "21-02": Words(
        {"can_provide": "yes"},
        comment="保守契約の別紙2が責任分界表です。基盤より下は貴行と基盤事業者の範囲としています。",
    ),
    "21-03": Words({"indicators": [
        _level("availability", "審査画面の月間稼働率（基盤の障害を除く）", "99.5％", "5分ごとの画面監視"),
        _level("reliability", "障害の復旧目標時間", "4時間", "障害票の受付から復旧連絡まで", "sla"),
        _level("performance", "審査結果の応答時間", "平均3秒以内", "夜間の計測ツール"),
        _level("extensibility", "定めなし", "定めなし", "申込件数の見込みに応じて都度協議"),
        _level("hours", "保守の受付時間", "平日9時から18時、障害は24時間", "受付簿", "sla"),
    ]}),
    "21-04": Words(
        stance=Stance.NOT_APPLICABLE,
        reason="サーバーの停止とパッチ適用は貴行と基盤事業者が行い、当社はサービスを停止する立場にないためです。",
    ),
    "21-05": Words({"remedies": ("cause_report", "improvement_plan")}),
    "21-06": Words({
        "acceptance": "with_limits", "authorities": "yes",
        "details": "10営業日前までのご連絡で年1回。対象は開発拠点と保守用端末の部屋です。再委託先はありません。",
    }),
    "21-07": Words({"procedure": "prior_consent", "limits_levels": "yes", "flows_down": "yes"}),
    "21-08": Words(
        {"first_notice_hours": "4", "route": "平日は保守窓口、夜間・休日は当番の携帯電話から個人ローン部の連絡網へ。"},
        stance=Stance.CONDITIONAL,
        condition="夜間・休日は、当番が貴行の監視からの連絡を受けた時点から数える場合に限ります。",
    ),
    "21-09": Words(
        stance=Stance.REFUSED,
        reason="診断の報告書には他のお取引先と共用の開発環境が含まれるため、社外にはお出ししていません。",
        substitute="外部の診断会社が発行する実施証明書と、深刻度別の件数・対応状況の一覧を年1回お渡しします。",
        stands_in=SubstituteKind.FILE, place="1ページ「診断の範囲」「件数」",
    ),
    "21-10": Words(
        {"can_agree": "yes", "deadlines": [
            _deadline("critical", "7", "該当する画面の閉塞"),
            _deadline("high", "30", "接続元の制限"),
            _deadline("medium", "90"),
        ]},
        stance=Stance.CONDITIONAL,
        condition="部品の修正版が提供元から公開されていることが前提です。公開前は暫定措置までとします。",
    ),
    "21-11": Words({"can_show": "yes", "terms": [
        _data("試験用データ（氏名等を置換え済み）", "開発拠点のサーバー", "試験の終了まで", "終了から30日以内に消去"),
        _data("障害調査のために受け取った記録", "暗号化した専用の領域", "調査の終了まで", "終了から7日以内に消去"),
    ]}),
    "21-12": Words({
        "transition_days": "60", "return_days": "14",
        "details": "設計書は編集できる形式、プログラムは変更の履歴ごとお渡しします。60日を超える支援は有償です。",
    }),
    "21-13": Words({"basis": "monthly_fees", "cap_months": "12", "exceptions": ("intent", "confidentiality")}),
    "21-14": Words({
        "governing_law": "JP", "jurisdiction": "JP", "court": "東京地方裁判所を第一審の専属的合意管轄とする。",
    }),
}  # fmt: skip
OURS = {
    "21-01": Words({
        "is_checked": "yes",
        "gaps": [{
            "clause": "損害賠償の上限の例外", "reason": "個人データの漏えいが例外に含まれていない。",
            "residual_risk": "漏えい時の費用が上限の12か月分を超えるおそれがある。",
            "measure": "本番の個人データを渡さず、試験用データは置き換える。", "approver": "鈴木 健一",
            "expires_on": 150,
        }],
    }),
    "21-15": Words(
        stance=Stance.NOT_APPLICABLE, reason="約款によらず、個別に交渉した業務委託契約を結んでいるため。"
    ),
    "21-16": Words({"expires_on": 200, "notice_by": 110, "is_tracked": "yes"}),
    "21-17": Words({
        "applies": "applies",
        "grounds": "取適法の適用あり。役務の明細、支払期日、4月の単価協議の議事録を契約台帳に綴っている。",
    }),
    "21-18": Words({"was_before": "yes", "number": "R4-KL-0019", "decided_on": -1520}),
}  # fmt: skip
# The rest still waits for somebody.
REVIEWS = {
    "21-01": Review("tanaka", V.MET, "チェックリストの原本を確認した。"),
    "21-02": Review("watanabe", V.MET),
    "21-08": Review("watanabe", V.TO_BE_CHECKED, "起算点が契約の別紙と異なる。夜間の連絡訓練の結果を見て決める。"),
    "21-09": Review(
        "watanabe", V.COMPENSATED, "報告書そのものは受け取れない。",
        measure="外部の診断会社の実施証明書と、深刻度別の件数・対応状況の一覧を年1回受領する。",
        reason="深刻な指摘の有無と対応の完了を第三者の証明で確かめられ、診断の範囲も証明書に記載されるため。",
        until=330, second="yamamoto", relies_on=Reliance.SUBSTITUTE, place="1ページ「件数」", relied_until=330,
    ),
    "21-10": Review("watanabe", V.PARTLY_MET, "修正版の公開前の暫定措置について、期限の定めがない。"),
    "21-11": Review("ito", V.MET),
    "21-13": Review("tanaka", V.PARTLY_MET, "個人データの漏えいを上限の例外に加えるよう、更改時に交渉する。"),
    "21-14": Review("tanaka", V.MET),
    "21-15": Review("tanaka", V.NOT_APPLICABLE, "契約書で確認した。"),
}  # fmt: skip
FOUND_AT, FINDING = "21-10", "修正版の公開前の暫定措置に期限の定めがない"
# Beside the refusal, so that what stands in for the report can be looked at.
SHOWN = Proof(
    "21-09", "脆弱性診断実施証明書.pdf", "脆弱性診断 実施証明書",
    ("あかつきソフトウエア株式会社 御中", "診断の範囲：個人ローン審査システムの画面と外部接続（架空）",
     "件数：緊急0件、高1件（対応済み）、中3件（うち対応済み2件）"),
    360,
    "秘密保持契約（架空）に基づく開示です。委託先の評価に携わる人だけが閲覧し、評価以外の目的に使わないこと。",
)  # fmt: skip
