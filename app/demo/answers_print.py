"""事務委託の確認 of printing and mailing: what みなと印刷発送 and 事務部 said last year, and what changes this year.

The vendor and everything it says are invented.
"""

from app.demo.answers_words import Proof, Review, Words
from app.diligence.models import Verdict

V = Verdict
NAME, TITLE = "山田 花子", "業務管理課 課長"
WORKS = {"name": "本社工場", "address": "神奈川県横浜市", "work": "印刷、封入封緘、引渡し", "staff": "34"}
SENDS = {"name": "第二発送センター", "address": "神奈川県川崎市", "work": "封入封緘、引渡し", "staff": "12"}
GUARD = {
    "name": "有限会社ひばり警備保障", "work": "発送拠点の機械警備", "consented": "yes",
    "control": "警備報告書を毎月受け取り、年1回現地で立会い点検を行う。顧客情報には触れない。",
}  # fmt: skip

LAST_YEAR = {
    "jim-01": Words({"work": ("print_and_mail",), "sites": [WORKS, SENDS]}),
    "jim-02": Words({"subcontracts": "yes", "subcontractors": [GUARD]}),
    "jim-03": Words(
        {"measures": ("manager", "pledge", "training", "leavers"), "trained": "93"},
        comment="未受講の3名は育児休業中です。復職時に受講します。",
    ),
    "jim-04": Words({
        "count": "1",
        "accidents": [{
            "occurred_on": -140,
            "what": "封入機の紙詰まりの復旧後に1通を二重に封入して発送。受取人のご連絡で判明し、当日回収。",
            "prevention": "復旧後の10通は全数を手作業で確認する手順に改めた。",
        }],
        "report_hours": "2",
    }),
    "jim-05": Words({
        "has_substitute": "yes",
        "substitute": "本社工場が使えない場合は、第二発送センターの封入機2台に切り替える。印刷は提携工場に依頼する。",
        "resume_hours": "24", "exercised_on": -430,
    }),
    "jim-21": Words({"method": "encrypted_media", "erased_days": "14", "erasure_recorded": "yes"}),
    "jim-22": Words({
        "is_approved": "yes",
        "procedure": "校正紙を事務部に持参し、承認印をいただいてからテスト印刷を20通行い、宛名と金額欄を照合する。",
    }),
    "jim-23": Words({"means": ("code_reading", "weight"), "errors": "1"}, comment="質問4の1件と同じ事故です。"),
    "jim-24": Words({"is_matched": "yes"}),
    "jim-25": Words(
        {"is_counted": "yes", "disposal": "shredded_only"},
        comment="溶解業者の証明書は当社で保管しており、これまで提出していませんでした。",
    ),
}  # fmt: skip
OURS_LAST_YEAR = {
    "jim-06": Words(
        {"is_inspected": "yes", "inspected_on": -58, "open_findings": "1"},
        comment="本社工場を事務部2名で確認した。入退室記録の保存期間が3か月と短く、1年への延長を依頼中。",
    ),
}
PROMISE = "第一報は「2時間以内」とされている。契約の別紙では1時間以内であり、手順書の改定を条件とする。"
REVIEWS = {
    "jim-01": Review("ito", V.MET),
    "jim-02": Review("ito", V.MET, "再委託先は承諾済みの1社で、一覧と一致した。"),
    "jim-03": Review("ito", V.PARTLY_MET, "受講率が95％に満たない。復職者の受講記録を次回確認する。"),
    "jim-04": Review("watanabe", V.PARTLY_MET, PROMISE, second="yamamoto"),
    "jim-05": Review(
        "watanabe", V.COMPENSATED, "前回の訓練から1年を超えている。",
        measure="発送が止まった場合は、期限のある通知に限り当行の事務センターで印刷・封入する。",
        reason="期限のある通知は月2,000通ほどで、当行の設備で二営業日以内に処理できるため。", until=370,
    ),
    "jim-06": Review("ito", V.PARTLY_MET, "入退室記録の保存期間の是正が終わっていない。"),
    "jim-21": Review("watanabe", V.MET, "消去記録を3か月分確認した。"),
    "jim-22": Review("ito", V.MET),
    "jim-23": Review("watanabe", V.MET, "再発防止策が手順書に反映されていることを確認した。"),
    "jim-24": Review("ito", V.MET),
    "jim-25": Review("ito", V.PARTLY_MET, "溶解証明書の写しの提出を求める。"),
}  # fmt: skip
CONCLUSION = (
    "誤封入を防ぐ仕組みと件数照合は水準を満たしている。"
    "第一報の時間、教育の受講率、廃棄証明書の提出に改める点がある。"
)
CONDITIONS = (
    "1. 第一報を1時間以内とするよう手順書を改め、写しを提出すること。\n"
    "2. 代わりの拠点での訓練を次回の評価までに行うこと。\n"
    "3. 溶解証明書の写しを四半期ごとに提出すること。"
)

# Of this year she has come this far.
THIS_YEAR = {
    "jim-01": Words(
        {"work": ("print_and_mail",), "sites": [WORKS, SENDS]},
        comment="第二発送センターは来年2月に同じ市内で移転する予定です。移転先が決まり次第お知らせします。",
    ),
    "jim-02": Words({
        "subcontracts": "yes",
        "subcontractors": [
            GUARD,
            {"name": "株式会社さざなみ文書保管", "work": "返戻郵便物と控えの保管", "consented": "no",
             "control": "承諾をいただいた後に委託する。年1回、保管庫の立入点検を行う予定。"},
        ],
    }),
    "jim-03": Words({"measures": ("manager", "pledge", "training", "leavers"), "trained": "98"}),
    "jim-04": Words({"count": "0", "report_hours": "1"}, comment="手順書を改め、第一報は1時間以内としました。"),
    "jim-25": Words({"is_counted": "yes", "disposal": "shredded"}),
}  # fmt: skip
ASKED = (
    "jim-02",
    "さざなみ文書保管への再委託は承諾の申請中と承知しています。"
    "承諾までの間、返戻郵便物はどこで保管していますか。",
    "承諾をいただくまでは、本社工場の施錠庫で保管し、週1回、事務部へお返ししています。",
)

# Files beside the answers: question, name, title and lines, days until they expire.
RECORD = Proof(
    "jim-03", "教育実施記録.pdf", "個人情報保護教育 実施記録",
    ("株式会社みなと印刷発送 品質管理室", "対象 46名、受講 43名。未受講の3名は休業中。",
     "内容：誤封入の事例、持出しの禁止、事故の第一報"),
    20,
)  # fmt: skip
CERTIFICATE = Proof(
    "jim-25", "溶解処理証明書.pdf", "機密書類 溶解処理証明書",
    ("株式会社みなと印刷発送 御中", "刷損じ及び余紙 12箱を受領し、その日のうちに溶解処理したことを証明します。",
     "立会い：業務管理課 1名"),
)  # fmt: skip
