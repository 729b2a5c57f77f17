"""How people in Japan write headers, yes and no, units of money and countries."""

from functools import cache

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

_COUNTRIES = {
    "JP": "日本 日本国 japan jpn nippon 国内",
    "US": "米国 アメリカ アメリカ合衆国 米 usa u.s.a. us america unitedstatesofamerica",
    "GB": "英国 イギリス 英 uk u.k. greatbritain england",
    "KR": "韓国 大韓民国 korea southkorea republicofkorea kor",
    "KP": "北朝鮮 northkorea",
    "CN": "中国 中華人民共和国 china prc chn",
    "TW": "台湾 taiwan",
    "HK": "香港 hongkong",
    "MO": "マカオ 澳門 macau macao",
    "DE": "ドイツ 独国 germany",
    "FR": "フランス 仏国 france",
    "NL": "オランダ 蘭国 holland thenetherlands netherlands",
    "AU": "オーストラリア 豪州 australia",
    "IN": "インド 印国 india",
    "SG": "シンガポール singapore sgp",
    "VN": "ベトナム ヴェトナム vietnam",
    "PH": "フィリピン 比国 philippines thephilippines",
    "RU": "ロシア ロシア連邦 russia",
    "AE": "アラブ首長国連邦 uae",
    "CZ": "チェコ チェコ共和国 czechrepublic",
    "TR": "トルコ turkey",
}


@cache
def countries() -> dict[str, str]:
    """The folded names of countries in Japanese and English, each with its code."""
    from babel import Locale

    from app.core.identifiers import COUNTRIES
    from app.core.text import fold

    names = {}
    for language in ("en", "ja"):
        territories = Locale(language).territories
        names.update({fold(territories[code]): code for code in COUNTRIES if code in territories})
    names.update({fold(name): code for code, given in _COUNTRIES.items() for name in given.split()})
    return names
