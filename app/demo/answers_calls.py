"""事務委託の確認 of the call centre, answered by mail: a letter, and the vendor's own check list as it came.

The vendor, the list and everything they say are invented.
"""

from app.demo.answers_words import Words

NAME, TITLE, ADDRESS = "東海林 剛", "業務企画課 課長", "shoji@tanpopo.example"
FILE = "情報管理チェック表（たんぽぽコールセンター）.csv"
# Ticks in columns under a title, as such lists are; cp932.
FORM = """たんぽぽコールセンター 情報管理チェック表（架空）,,,,,
,,,,,
No.,確認項目,はい,いいえ,該当なし,補足
T-01,通話を録音し、保存期間を定めている,○,,,全通話を24か月保存。聞くことができるのは品質管理担当の4名。
T-02,業務を別の会社に再委託している,,○,,
T-03,通常の拠点を使えない場合の代わりの拠点・要員を定めている,○,,,仙台が使えない場合は盛岡の40席に切り替える。
T-04,執務室に私物の電話機・カメラを持ち込めない,○,,,
T-05,従事者全員から秘密保持の誓約書を得ている,○,,,
T-06,監視カメラの映像を90日以上保存している,○,,,
T-07,顧客の個人データを自社のサーバーに保存している,,○,,貴行の画面を閲覧するだけで、保存はしていない。
T-08,現金を取り扱っている,,,○,
"""
# Our question → the line of their list that answers it.
PAIRED = {"jim-42": "T-01", "jim-02": "T-02", "jim-05": "T-03"}
# What the list does not say stood in their letter.
LETTER = {
    "jim-01": Words({
        "work": ("call_centre",),
        "sites": [{"name": "仙台センター", "address": "宮城県仙台市", "work": "申込受付、返済相談、初期督促",
                   "staff": "58"}],
    }),
    "jim-03": Words({"measures": ("manager", "pledge", "training", "leavers"), "trained": "100"}),
    "jim-04": Words({
        "count": "1",
        "accidents": [{
            "occurred_on": -95, "what": "折り返しの電話を家族が受け、用件の一部を伝えた。",
            "prevention": "折り返しの前に、本人の承諾の有無を画面で確かめる手順とした。",
        }],
        "report_hours": "1",
    }),
    "jim-41": Words({
        "has_procedure": "yes",
        "failed": "三つの項目がそろわない場合は用件を伝えず、ご本人からのお電話をお願いしています。",
    }),
    "jim-43": Words({"measures": ("entry", "no_phones", "no_paper", "no_copy"), "home_working": "none"}),
    "jim-44": Words({"minutes": "30", "procedure": "責任者が個人ローン部の連絡網へ電話し、記録を当日中に送ります。"}),
    "jim-45": Words({"answered": "92", "checks": "12"}),
}  # fmt: skip
OURS = {
    "jim-06": Words(
        {"is_inspected": "yes", "inspected_on": -130, "open_findings": "0"},
        comment="個人ローン部2名で仙台センターを確認した。",
    ),
}
