"""What is kept of assurance reports (model.md §4): one file per subject, all names importable from here."""

from app.assurance.models.distinctions import (
    SOC,
    Disclosure,
    DutyState,
    FileKind,
    Opinion,
    PartKind,
    ReportKind,
    SocType,
    SubserviceMethod,
)
from app.assurance.models.reading import ControlDuty, ReportReader, TermsAcceptance
from app.assurance.models.reports import (
    AssuranceReport,
    BridgeLetter,
    ReportException,
    ReportFile,
    ReportService,
    ReportSubservice,
    UserControl,
)

__all__ = [
    "SOC", "AssuranceReport", "BridgeLetter", "ControlDuty", "Disclosure", "DutyState", "FileKind", "Opinion",
    "PartKind", "ReportException", "ReportFile", "ReportKind", "ReportReader", "ReportService", "ReportSubservice",
    "SocType", "SubserviceMethod", "TermsAcceptance", "UserControl",
]  # fmt: skip
