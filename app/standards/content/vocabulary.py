"""The fixed words of content files."""

from enum import StrEnum

# Of a table.
MOST_COLUMNS = 12


class Certainty(StrEnum):
    CONFIRMED = "confirmed"  # one of the project's own documents states it
    PROPOSED = "proposed"  # ours, or background knowledge
    UNKNOWN = "unknown"  # the sources contradict each other or are silent


class Audience(StrEnum):
    """Whose programme a questionnaire looks at."""

    THIRD_PARTY = "third_party"
    INSTITUTION = "institution"


class Scope(StrEnum):
    """What an answer is true for."""

    ENGAGEMENT = "engagement"
    SERVICE = "service"
    ORGANISATION = "organisation"
    INSTITUTION = "institution"


class Respondent(StrEnum):
    INSTITUTION = "institution"
    VENDOR = "vendor"


class Levels(StrEnum):
    BOTH = "both"  # 簡易・厳格
    STRICT = "strict"  # 厳格 only


class Selection(StrEnum):
    """Whether a FinTech company takes an item over."""

    INCLUDE = "include"
    DEPENDS = "depends"
    LEAVE_OUT = "leave_out"


class Duty(StrEnum):
    YES = "yes"
    NO = "no"
    CONDITIONAL = "conditional"
    UNKNOWN = "unknown"
