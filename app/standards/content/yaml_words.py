"""What the YAML parser stumbled over, in words that say what to mend."""

from __future__ import annotations

from typing import Any

from app.core.words import N_

TAB = N_("Column %(column)s: a tab stands here. Indent with blanks only.")
COLON = N_(
    "Column %(column)s: this colon does not fit. Look whether the line is indented like its neighbours, whether the "
    "line before lacks its colon or the blank behind it, and put a text that holds a colon into quotes."
)
NO_COLON = N_("Column %(column)s: a colon and a blank are missing behind the key.")
INDENTED = N_(
    "Column %(column)s: this line does not go on from the lines above. Look at its indentation, and whether a quote "
    "above ends too early."
)
NO_HYPHEN = N_(
    "Column %(column)s: the list above goes on with a hyphen (- ), or this line must be indented deeper."
)
UNCLOSED = N_("Column %(column)s: a quotation mark opens here and is never closed.")
BRACKET = N_("Column %(column)s: a bracket opens here and is not closed, or a comma is missing in it.")
SIGN = N_("Column %(column)s: a text must not begin with this sign. Put the text into quotes.")
ESCAPE = N_(
    "Column %(column)s: a backslash in double quotes means something of its own. Write two, or use single quotes."
)
EMPTY_PLACE = N_("Column %(column)s: a value is missing here.")
SECOND = N_("A second document begins here (---). A file holds one.")
CONTROL = N_("The file holds a character that is no text. Save it as plain text in UTF-8.")
NO_YAML = N_("Column %(column)s: this is no valid YAML (%(problem)s).")

# What the parser says → what we say, and whether the place is where it began to read or where it stopped.
SAID = (
    ("mapping values are not allowed", COLON, False),
    ("could not find expected ':'", NO_COLON, True),
    ("did not find expected key", INDENTED, False),
    ("did not find expected '-' indicator", NO_HYPHEN, False),
    ("found unexpected end of stream", UNCLOSED, True),
    ("found unexpected document indicator", UNCLOSED, True),
    ("did not find expected ',' or", BRACKET, True),
    ("found character that cannot start", SIGN, False),
    ("found unknown escape", ESCAPE, False),
    ("did not find expected node content", EMPTY_PLACE, False),
    ("found another document", SECOND, False),
)


def told(error: Any, text: str) -> tuple[int, str, dict[str, Any]]:
    """Line, message and parameters of an error that carries marks."""
    problem = error.problem or "?"
    for said, message, is_start in SAID:
        if said in problem:
            mark = (error.context_mark if is_start else None) or error.problem_mark
            is_tab = message == SIGN and _sign(text, mark) == "\t"
            return mark.line + 1, TAB if is_tab else message, {"column": mark.column + 1}
    mark = error.problem_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return line, NO_YAML, {"column": column, "problem": problem}


def _sign(text: str, mark: Any) -> str:
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    return line[mark.column : mark.column + 1]
