"""What a reference and its records can be."""

from enum import StrEnum


class Layout(StrEnum):
    """The columns a reference is written in: those of the two known publications, or all of them."""

    AZURE = "azure"
    AWS = "aws"
    WHOLE = "whole"


class VersionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Conformity(StrEnum):
    """適合性 as the reference states it; None where it says nothing."""

    CONFORMABLE = "conformable"  # 適合可能: with what the user has to do
    CONDITIONAL = "conditional"  # 条件付きで適合可能: and only where the condition is met
    OUT_OF_SCOPE = "out_of_scope"  # 対象外: the user's own to do


class Acts(StrEnum):
    """対応の主体: ○ or –; None where it says nothing."""

    YES = "yes"
    NO = "no"


class PaperKind(StrEnum):
    DOCUMENT = "document"  # 公開文書
    CERTIFICATE = "certificate"  # 第三者認証


class OwnState(StrEnum):
    """Our own half of an item in the self-check."""

    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"
    NOT_NEEDED = "not_needed"  # with the reason
