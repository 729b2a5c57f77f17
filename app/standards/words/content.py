"""Labels of published content, and the fixed words of content files as a page says them."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.standards.content.vocabulary import (
    Audience,
    Certainty,
    Duty,
    Levels,
    Respondent,
    Scope,
    Selection,
)
from app.standards.models import ContentKind

words.table(
    "content_version",
    _l("Published content"),
    {
        "kind": _l("Kind of content"),
        "key": _l("Key"),
        "number": _l("Version no."),
        "file_version": _l("Version of the delivered file"),
        "has_own_layer": _l("With own changes"),
        "title_ja": _l("Title (Japanese)"),
        "title_en": _l("Title (English)"),
        "digest": _l("Digest"),
        "published_at": _l("Published at"),
        "published_by_id": _l("Published by"),
        "content": _l("Content"),
    },
)
words.table(
    "standard_item",
    _l("Item of a standard"),
    {
        "edition": _l("Edition"),
        "ref": _l("Item no."),
        "title_ja": _l("Title (Japanese)"),
        "title_en": _l("Title (English)"),
        "sort_key": _l("Sort key"),
    },
)
words.table(
    "standard_question",
    _l("Question"),
    {
        "questionnaire": _l("Questionnaire"),
        "question": _l("Question no."),
        "title_ja": _l("Question (Japanese)"),
        "title_en": _l("Question (English)"),
        "place_ja": _l("Section (Japanese)"),
        "place_en": _l("Section (English)"),
        "other_words": _l("Delivered wording"),
        "sort_key": _l("Sort key"),
    },
)
words.values(
    {
        ContentKind.FRAMEWORK: _l("Standard"),
        ContentKind.ITEMS: _l("Items of an edition"),
        ContentKind.CROSSWALK: _l("Crosswalk"),
        ContentKind.MATRIX: _l("Responsibility matrix"),
        ContentKind.QUESTIONNAIRE: _l("Questionnaire"),
    }
)
words.values(
    {
        Certainty.CONFIRMED: _l("Stated by a source"),
        Certainty.PROPOSED: _l("Proposal"),
        Certainty.UNKNOWN: _l("Not certain"),
    }
)
words.values(
    {Audience.THIRD_PARTY: _l("Third party"), Audience.INSTITUTION: _l("The institution's own programme")}
)
words.values(
    {
        Scope.ENGAGEMENT: _l("Per engagement"),
        Scope.SERVICE: _l("Per service"),
        Scope.ORGANISATION: _l("Per organisation"),
        Scope.INSTITUTION: _l("The institution's own programme"),
    }
)
words.values(
    {
        Respondent.INSTITUTION: _l("Answered by the institution"),
        Respondent.VENDOR: _l("Answered by the vendor"),
    }
)
words.values({Levels.BOTH: _l("Simple and strict"), Levels.STRICT: _l("Strict only")})
words.values(
    {
        Selection.INCLUDE: _l("Taken over"),
        Selection.DEPENDS: _l("Depends on the service"),
        Selection.LEAVE_OUT: _l("Not taken over"),
    }
)
words.values(
    {
        Duty.YES: _l("Yes"),
        Duty.NO: _l("No"),
        Duty.CONDITIONAL: _l("Conditional"),
        Duty.UNKNOWN: _l("Not settled"),
    }
)
