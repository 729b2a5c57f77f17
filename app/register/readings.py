"""How names that begin with kanji are read, their place in a Japanese list; and names that Sekisho itself gives."""

COUNTRIES = {
    "AQ": "ナンキョク",
    "AS": "ベイリョウサモア",
    "CF": "チュウオウアフリカキョウワコク",
    "CN": "チュウゴク",
    "EH": "ニシサハラ",
    "GF": "フツリョウギアナ",
    "GQ": "セキドウギニア",
    "HK": "チュウカジンミンキョウワコクホンコントクベツギョウセイク",
    "IO": "エイリョウインドヨウチイキ",
    "JP": "ニホン",
    "KP": "キタチョウセン",
    "KR": "カンコク",
    "MK": "キタマケドニア",
    "MO": "チュウカジンミンキョウワコクマカオトクベツギョウセイク",
    "MP": "キタマリアナショトウ",
    "PF": "フツリョウポリネシア",
    "SS": "ミナミスーダン",
    "TF": "フツリョウキョクナンショトウ",
    "TL": "ヒガシティモール",
    "TW": "タイワン",
    "UM": "ガッシュウコクリョウユウショウリトウ",
    "VG": "エイリョウヴァージンショトウ",
    "VI": "ベイリョウヴァージンショトウ",
    "ZA": "ミナミアフリカ",
}

# What a placeholder service is called, in the language of the record: it stands for "something of theirs".
SERVICES_IN_GENERAL = "（全般）"
SERVICES_IN_GENERAL_KANA = "ゼンパン"

# Behind the reason of a judgement that an older ledger has: its people need not have accounts here.
JUDGED_BY = "（判定者：{name}）"

# Why an engagement stands in a stage to which nobody moved it here.
TAKEN_OVER = "台帳の取込み（imported）"
