"""What the values of a report are called."""

from flask_babel import lazy_gettext as _l

from app.assurance.models import (
    Disclosure,
    DutyState,
    FileKind,
    Opinion,
    PartKind,
    ReportKind,
    SocType,
    SubserviceMethod,
)
from app.core import words

words.values(
    {
        ReportKind.SOC1: _l("SOC 1"),
        ReportKind.SOC2: _l("SOC 2"),
        ReportKind.SOC3: _l("SOC 3"),
        ReportKind.ISO27001: _l("ISO/IEC 27001"),
        ReportKind.ISO27017: _l("ISO/IEC 27017"),
        ReportKind.ISO27018: _l("ISO/IEC 27018"),
        ReportKind.ISMAP: _l("ISMAP registration"),
        ReportKind.PCI_DSS: _l("PCI DSS"),
        ReportKind.FEDRAMP: _l("FedRAMP"),
        ReportKind.PRIVACY_MARK: _l("PrivacyMark"),
        ReportKind.OTHER: _l("Other report or certificate"),
    }
)
# Of an exception: whether it concerns our use; on the page, in the form and in the history alike.
RELEVANCE = {True: _l("Yes, it concerns us"), False: _l("No, it does not concern us")}
words.field_values("report_exception", "is_relevant", RELEVANCE)
words.values({SocType.TYPE1: _l("Type 1 (design)"), SocType.TYPE2: _l("Type 2 (operation)")})
words.values(
    {
        Opinion.UNQUALIFIED: _l("Unqualified"),
        Opinion.QUALIFIED: _l("Qualified"),
        Opinion.ADVERSE: _l("Adverse"),
        Opinion.DISCLAIMER: _l("Disclaimer of opinion"),
    }
)
words.values(
    {
        PartKind.EXCEPTIONS: _l("Exceptions"),
        PartKind.SUBSERVICES: _l("Subservice organisations"),
        PartKind.CONTROLS: _l("User controls"),
    }
)
words.values(
    {
        SubserviceMethod.CARVE_OUT: _l("Carve-out method"),
        SubserviceMethod.INCLUSIVE: _l("Inclusive method"),
    }
)
words.values(
    {
        Disclosure.PUBLIC: _l("Public"),
        Disclosure.LICENSED: _l("After agreeing to terms of use"),
        Disclosure.NDA: _l("Under a non-disclosure agreement"),
        Disclosure.CONFIDENTIAL: _l("Company confidential"),
    }
)
words.values(
    {
        FileKind.REPORT: _l("Report"),
        FileKind.CERTIFICATE: _l("Certificate"),
        FileKind.BRIDGE_LETTER: _l("Bridge letter"),
        FileKind.TERMS: _l("Terms of use or NDA"),
        FileKind.OTHER: _l("Other file"),
    }
)
words.values(
    {
        DutyState.OPEN: _l("To be done"),
        DutyState.DONE: _l("Settled"),
        DutyState.NOT_NEEDED: _l("No need"),
    }
)
