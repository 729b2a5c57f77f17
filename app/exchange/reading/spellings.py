"""How people in Japan write headers, yes and no, and units of money."""

import re

from app.core.text import fold

YES: tuple[str, ...] = (
    "○",
    "〇",
    "◯",
    "●",
    "◎",
    "✓",
    "✔",
    "レ",
    "有",
    "有り",
    "あり",
    "ある",
    "はい",
    "要",
    "済",
)
YES += ("該当", "該当する", "該当あり", "yes", "y", "true", "t", "1", "on")
NO: tuple[str, ...] = ("×", "✕", "✖", "✗", "無", "無し", "なし", "ない", "いいえ", "不要", "未", "非該当")
NO += ("該当しない", "該当なし", "no", "n", "false", "f", "0", "off")

# Whole words after a number, and the yen that one of them is worth.
UNITS = {
    "": 1,
    "円": 1,
    "yen": 1,
    "jpy": 1,
    "千円": 1_000,
    "千": 1_000,
    "万円": 10_000,
    "万": 10_000,
    "百万円": 1_000_000,
    "百万": 1_000_000,
    "億円": 100_000_000,
    "億": 100_000_000,
}
UNIT_WORD = "単位"

# What is left of a folded name without its form, where a form has several spellings.
LEGAL_FORMS = {
    **dict.fromkeys(("株", "カ", "カブシキカイシヤ", "カブシキガイシヤ"), "株式会社"),
    **dict.fromkeys(("有", "ユ", "ユウゲンカイシヤ", "ユウゲンガイシヤ"), "有限会社"),
    **dict.fromkeys(("同", "ド", "ゴウドウカイシヤ", "ゴウドウガイシヤ"), "合同会社"),
    "incorporated": "inc",
    "limited": "ltd",
    "corporation": "corp",
    "company": "co",
    "companylimited": "coltd",
    "colimited": "coltd",
}

# What stands in a header beside its name.
HEADER_MARKS = ("必須", "任意", "入力必須", "必須項目", "required", "optional", "mandatory")
# Between the big and the small heading of one column.
JOINT = "／"

# How references are headed, folded up without blanks: field → pattern, of which the first that fits names the column.
# What is quoted from the standard is known as "", so that it is not taken for something else.
REFERENCE_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("certified", re.compile(r"(第三者認証|certificates).*(内容|状況|confirm)")),
    ("interview", re.compile(r"インタビュー|interview")),
    ("certificates", re.compile(r"第三者認証|認証.*番号|certificates?")),
    ("documents", re.compile(r"公開文書|情報参照元|参照文書|文献|publicdocuments|sourcesofinformation")),
    ("conformity", re.compile(r"適合性|適合可否|conformity")),
    ("needed", re.compile(r"必要な対応|haveto(do)?$")),
    ("provider_view", re.compile(r"見解|^viewof")),
    ("information", re.compile(r"該当情報|correspondinginformation")),
    ("simple", re.compile(r"簡易な管理|simplemanagement")),
    ("strict", re.compile(r"厳格な管理|strictmanagement")),
    ("explained", re.compile(r"確認した内容と解説|withexplanation")),
    ("confirmed", re.compile(r"確認(した)?内容|(was|survey)confirmed|^whatwasconfirmed")),
    ("", re.compile(r"基準(大|中|小)項目|考え方|基準項目の目的|(large|middle|small)itemofthestandard")),
    ("provider_acts", re.compile(r"事業者$|^(cloud)?provider(acts)?$")),
    ("customer_acts", re.compile(r"利用者$|利用金融機関$|^(user|customer)(acts)?$")),
    ("item", re.compile(r"項番|の項目$|^基準番号|^項目番号|^item(no\.?|number)?$|^itemof")),
)
PAPER_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("title_and_url", re.compile(r"(名|title).*/.*(url|アドレス)")),
    ("url", re.compile(r"url$|アドレス|所在|リンク|^address$")),
    ("title", re.compile(r"(文書|資料|文献|レポート|認証)名|名称|タイトル|title")),
    ("checked_on", re.compile(r"確認日|checkedon")),
    ("disclosure", re.compile(r"開示条件|開示区分|disclosure")),
    ("number", re.compile(r"番号|^no\.?$|^#$|記号|^number$")),
)
# What stands beside the labels of ours in the sheet of premises and authors.
PREMISE_LABELS = {
    "label": ("版", "版名", "バージョン", "version"),
    "authors": ("作成者", "執筆者", "作成企業", "作成会社", "author"),
    "premise_models": ("サービスモデル", "対象サービスモデル", "利用形態", "service model", "service models"),
    "premise": ("前提条件", "対象範囲", "適用範囲", "premise", "scope"),
    "as_of_on": ("時点", "作成日", "発行日", "date"),
    "note": ("注記", "特記事項", "notes", "remarks"),
}
WHOSE_LABELS = {
    "title": ("リファレンス名", "資料名"),
    "service_id": (
        "対象サービス", "対象のサービス", "サービス名", "クラウドサービス", "クラウドサービス名", "service name",
    ),
    "organisation_id": (
        "クラウド事業者", "クラウド事業者名", "事業者", "事業者名", "提供会社", "提供元", "cloud provider",
    ),
    "edition": ("対象基準", "対象の基準", "対象とする基準", "安全対策基準の版", "edition"),
}  # fmt: skip
TERMS_LABELS = {"disclosure": ("開示区分",), "terms": ("利用規約", "使用条件")}
# Whose name stands in a heading; and words that stand there for no name.
WHOSE_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("service_id", re.compile(r"^(?P<name>.+)における対応")),
    ("service_id", re.compile(r"^(?P<name>.+)の該当情報$")),
    ("service_id", re.compile(r"^what (?P<name>.+) does$", re.IGNORECASE)),
    ("service_id", re.compile(r"^corresponding information of (?P<name>.+)$", re.IGNORECASE)),
    ("organisation_id", re.compile(r"に対する(?P<name>.+)の見解$")),
    ("organisation_id", re.compile(r"^(?P<name>.+)へのインタビュー")),
    ("organisation_id", re.compile(r"^view of (?P<name>.+) on ", re.IGNORECASE)),
    ("organisation_id", re.compile(r"^what the interview with (?P<name>.+) confirmed$", re.IGNORECASE)),
)
NOBODY = frozenset(
    map(
        fold,
        (
            "クラウド", "クラウドサービス", "本サービス", "当サービス", "対象サービス", "サービス", "クラウド事業者",
            "クラウドサービス事業者", "サービス事業者", "サービス提供者", "事業者", "提供者", "当社", "弊社", "貴社",
            "同社", "ベンダー", "the provider", "provider", "the cloud provider", "the service", "service", "the cloud",
        ),
    )
)  # fmt: skip
LIST_MARK = r"^[\s・･*•-]+"
CERTIFICATES = r"第三者認証|レポート|certific"

# What stands in the cells of references.
NOT_USED = ("欠番", "not used", "missing number")
BEFORE_NUMBER = r"(参考)?(公開)?(文献|文書|資料|認証|番号|no\.?|#)\s*(?=[0-9a-z])"
CONFORMABLE = ("適合可能", "適合可", "適合", "可能", "可", "○", "〇", "◯")
_TIES = ("付きで", "付きの", "付き", "付で", "付", "つきで", "つき", "ありで", "あり", "有り")
CONDITIONAL = (
    *(f"条件{tie}{can}" for tie in _TIES for can in ("適合可能", "適合可", "適合", "可能", "可", "")),
    "conditional", "conditionally conformable", "on conditions",
)  # fmt: skip
# What a note in brackets after 適合可能 says of conditions: that there are some, with or without them, or none.
SAYS_CONDITION = (
    r"(一定の)?(条件|制約)(あり|有り|有|付き|付|つき)|(with|on|under)conditions?|conditional(ly)?"
)
# 条件あり）（専用線 and 条件：専用線 lead up to the condition itself.
LEADS_TO_CONDITION = rf"^({SAYS_CONDITION}|条件)\s*([:：、,]|[)）]\s*[(（])\s*"
# A value, and in brackets what is noted beside it; any other mark beside a value says something that is not here.
NOTED = r"(?P<value>[^(（]+)[(（](?P<note>.*)[)）]"
MARKED = r"[^\w\s○◯.。・()（）\[\]【】「」]"
NO_CONDITION = r"無条件|条件(なし|無し|無)|(without|no)conditions?|unconditional(ly)?"
OUT_OF_SCOPE = ("対象外", "適用外", "範囲外", "該当なし")
ACTS, DOES_NOT_ACT = ("○", "〇", "◯", "●", "◎", "yes"), ("×", "✕", "no", "対象外")
LONG_DASHES = ("ー", "―", "～")
SIMPLE_WAY = "簡易"
WAY = r"^[\s【\[(（＜<■●・◆]*(?P<way>簡易な管理|厳格な管理)(?P<rest>.*)$"
ONLY_WAY = r"^(が求められる場合|の場合)?[\s】\])）＞>:：]*$"
