"""How Japanese texts are written: what a schema of lengths and letters does not see."""

from __future__ import annotations

import re

# 当行 in 該当行為 or 担当行員 is no name.
_OWN_NAME = re.compile("(?<![該担相正])当行(?![為員うわっい動政])")
_BLANK = re.compile("[ぁ-ヿ一-鿿、。] +[ぁ-ヿ一-鿿]")
_WITHIN_KATAKANA = re.compile("[ァ-ヿ] +[ァ-ヿ]")


def names_itself(text: str) -> bool:
    """A bank, a credit union and a company call themselves differently; {institution} stands for all."""
    return bool(_OWN_NAME.search(text))


def was_folded(text: str) -> bool:
    """Folded lines leave blanks in a sentence; a heading may set its parts apart on purpose."""
    if not text.endswith("。"):
        return False
    return any(not _WITHIN_KATAKANA.fullmatch(match[0]) for match in _BLANK.finditer(text))


# How a choice begins that says none of the others is so.
_ALONE_JA, _ALONE_EN = re.compile("いずれも|どれも|特に"), re.compile(r"(None|Neither|Nothing|No|Not)\b")


def sounds_alone(japanese: str, english: str) -> bool:
    return bool(_ALONE_JA.match(japanese) or _ALONE_EN.match(english))
