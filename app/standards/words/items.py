"""Where a statement comes from, and what became of an item, in words."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.standards.rules.editions import Fate
from app.standards.rules.links import Verdict

# Content cites its sources by a letter and a number; pages say what stands behind them.
BACKGROUND = "BG"
OWN = "OWN"
SOURCES = {
    BACKGROUND: _l("Background knowledge, to be verified"),
    OWN: _l("A form that the institution brought in"),
    "S1": _l("FIXER’s white paper on cloud.config (2018, FISC 9th edition)"),
    "S2": _l("Overview of the Azure security reference (FISC 9th edition, March 2020)"),
    "S3": _l("Overview of the AWS security reference 1.3 (FISC 8th edition, revised supplement)"),
    "S4": _l("FinTech association’s draft of a security guideline"),
    "S5": _l("A blog’s summary of the FSA guideline (October 2024)"),
    "R1": _l("Private transcription of the FSA guideline"),
}
FAMILIES = {"R": _l("Public file, a secondary source"), "P": _l("Web page, a secondary source")}


def source_name(origin: str) -> str:
    """S1 → what S1 is."""
    return str(SOURCES[origin] if origin in SOURCES else FAMILIES[origin[:1]])


def source_label(origin: str) -> str:
    """With its sign, as cautions speak of sources by their sign."""
    label = source_name(origin)
    return label if origin in (BACKGROUND, OWN) else f"{label} ({origin})"


def source_key() -> list[tuple[str, str]]:
    """Every sign with what it stands for; the rest of a family at its end."""
    numbered = [(sign, str(label)) for sign, label in SOURCES.items() if sign not in (BACKGROUND, OWN)]
    families = [(f"{letter}…", str(label)) for letter, label in FAMILIES.items()]
    return [*numbered, *families, (BACKGROUND, str(SOURCES[BACKGROUND]))]


words.values(
    {
        Fate.SAME: _l("Same number"),
        Fate.RENUMBERED: _l("Changed number"),
        Fate.SPLIT: _l("Split"),
        Fate.MERGED: _l("Merged"),
        Fate.GONE: _l("Gone"),
        Fate.NEW: _l("New"),
        Fate.UNKNOWN: _l("Not known"),
    }
)
words.values(
    {
        Verdict.CONFIRMED: _l("Confirmed by us"),
        Verdict.PROPOSED: _l("Provisional, ours"),
        Verdict.UNKNOWN: _l("Not certain"),
        Verdict.REJECTED: _l("Held to be wrong"),
    }
)
