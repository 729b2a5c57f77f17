"""A version after a version: what its draft begins with, and in what it only says the same once more."""

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from app.references.rules.facts import VersionFacts
from app.references.rules.labels import next_label

# By what readers tell one version from another; the rest is what it says.
NAMED = frozenset({"label", "as_of_on"})


class Same(StrEnum):
    """What a draft has from the version before it, unchanged."""

    LABEL = "label"
    DAY = "day"
    CONTENTS = "contents"


def next_head(head: VersionFacts, taken: Collection[str], year: int) -> VersionFacts:
    """Of a copy: the next name where that follows from the last, and no day, which nobody has stated yet.
    `taken`: names that versions have already."""
    return replace(head, label=next_label(head.label, taken, year), as_of_on=None)


def same(before: VersionFacts, draft: VersionFacts, others: Collection[object]) -> list[Same]:
    """`others`: whatever else differs between the two, beside name and day."""
    found = []
    if draft.label and draft.label == before.label:
        found.append(Same.LABEL)
    if draft.as_of_on is not None and draft.as_of_on == before.as_of_on:
        found.append(Same.DAY)
    if not others:
        found.append(Same.CONTENTS)
    return found
