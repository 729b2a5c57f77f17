"""What is kept of security references (model.md §4): one file per subject, all names importable from here."""

from app.references.models.agreeing import ReferenceAgreement
from app.references.models.checking import SelfCheck, SelfCheckItem
from app.references.models.distinctions import Acts, Conformity, Layout, OwnState, PaperKind, VersionState
from app.references.models.references import (
    ReferencePaper,
    ReferenceRecord,
    ReferenceVersion,
    SecurityReference,
)

__all__ = [
    "Acts", "Conformity", "Layout", "OwnState", "PaperKind", "ReferenceAgreement", "ReferencePaper", "ReferenceRecord",
    "ReferenceVersion", "SecurityReference", "SelfCheck", "SelfCheckItem", "VersionState",
]  # fmt: skip
