"""Names of files as people gave them, made harmless: no path, nothing unseen, nothing that reorders letters."""

import unicodedata

LONGEST = 200
# What Windows takes in no name.
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
# Controls, formats (right-to-left overrides, zero-width), half surrogates, private use, line and paragraph ends.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(given: str) -> str:
    """The name to keep; empty if nothing is left of it."""
    composed = unicodedata.normalize("NFC", given)
    shown = "".join(char for char in composed if unicodedata.category(char) not in UNSEEN)
    last = shown.replace("\\", "/").rsplit("/", 1)[-1]
    name = " ".join(last.translate(FORBIDDEN).split()).strip(". ")
    return shortened(name)


def extension(name: str) -> str:
    """In small letters and without its point; "" for a name without one."""
    stem, point, end = name.rpartition(".")
    return end.lower() if point and stem and len(end) <= 10 else ""


def stem(name: str) -> str:
    ending = extension(name)
    return name[: -len(ending) - 1] if ending else name


def shortened(name: str, longest: int = LONGEST) -> str:
    if len(name) <= longest:
        return name
    ending = extension(name)
    return (
        name[: longest - len(ending) - 1].rstrip(". ") + f".{ending}"
        if ending
        else name[:longest].rstrip(". ")
    )
