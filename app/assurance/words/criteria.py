"""The trust services criteria that a SOC 2 or SOC 3 report may cover."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core import words

CRITERIA: Mapping[str, LazyString] = {
    "security": _l("Security"),
    "availability": _l("Availability"),
    "processing_integrity": _l("Processing integrity"),
    "confidentiality": _l("Confidentiality"),
    "privacy": _l("Privacy"),
}

words.field_values("assurance_report", "criteria", CRITERIA)
