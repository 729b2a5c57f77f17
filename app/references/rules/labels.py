"""What authors call their versions: 初版, 第2版, 2026年版, 1.3; and what the next one is called after them."""

import re
import unicodedata
from collections.abc import Collection

FIRST, NUMBERED_AS = "初版", "第{}版"
_NUMBER = re.compile(r"(第|v|ver\.? ?|version )?((?:\d+\.)*)(\d+)(版)?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(年版|年度版|年|)")


def next_label(label: str, taken: Collection[str], year: int) -> str:
    """第2版 after 初版, 1.4 after 1.3, this year's after last year's; "" where nobody can tell."""
    plain = unicodedata.normalize("NFKC", label).strip()
    if found := _YEAR.fullmatch(plain):
        ours = f"{year}{found[1]}"
        return "" if ours in taken else ours
    label = NUMBERED_AS.format(1) if plain == FIRST else plain
    while (found := _NUMBER.fullmatch(label)) is not None:
        last = str(int(found[3]) + 1).zfill(len(found[3]))
        label = f"{found[1] or ''}{found[2]}{last}{found[4] or ''}"
        if label not in taken:
            return label
    return ""
