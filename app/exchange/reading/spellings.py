"""How people in Japan write headers, yes and no, and units of money."""

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
