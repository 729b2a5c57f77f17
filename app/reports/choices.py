"""Drop-downs of a workbook, and the sheet for those that are too long to stand in the rule of a cell."""

import re
from typing import Any

SHEET = "lists"
_INLINE = 255
_NOT_INLINE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff\"]|^=")


class Lists:
    """Equal choices stand in one list, however many cells have them."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, ...], str] = {}

    def source(self, choices: tuple[str, ...]) -> list[str] | str:
        """The choices themselves, or where they stand when Excel has no room for them in the rule."""
        joined = ",".join(choices)
        if (
            len(joined) <= _INLINE
            and joined.count(",") == len(choices) - 1
            and not _NOT_INLINE.search(joined)
        ):
            return list(choices)
        if choices not in self._places:
            column = _letters(len(self._places))
            self._places[choices] = f"={SHEET}!${column}$1:${column}${len(choices)}"
        return self._places[choices]

    def write(self, book: Any, page_class: Any) -> Any:
        """The hidden sheet, if any list needs it; call it when everything else is written."""
        if not self._places:
            return None
        page = book.add_worksheet(SHEET, page_class)
        lists = list(self._places)
        for row in range(max(map(len, lists))):
            for at, choices in enumerate(lists):
                if row < len(choices):
                    page.write_string(row, at, choices[row])
        page.hide()
        return page


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
