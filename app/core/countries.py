"""Countries as people write them: by a name in Japanese or English, short or long, or by their code."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from app.core.identifiers import COUNTRIES
from app.core.text import fold

# Beside the names that every list of countries has.
OTHER_NAMES: Mapping[str, str] = {
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
def codes_by_name() -> Mapping[str, str]:
    """Folded names in both languages, each with its code."""
    from babel import Locale

    names = {}
    for language in ("en", "ja"):
        territories = Locale(language).territories
        names.update({fold(territories[code]): code for code in COUNTRIES if code in territories})
    names.update({fold(name): code for code, given in OTHER_NAMES.items() for name in given.split()})
    return names


def code_of(text: str) -> str | None:
    """ISO 3166-1 alpha-2, or None for what names no country."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    return plain if plain in COUNTRIES else codes_by_name().get(fold(text))
