"""What a report or a certificate can be."""

from enum import StrEnum


class ReportKind(StrEnum):
    SOC1 = "soc1"
    SOC2 = "soc2"
    SOC3 = "soc3"
    ISO27001 = "iso27001"
    ISO27017 = "iso27017"
    ISO27018 = "iso27018"
    ISMAP = "ismap"  # 登録
    PCI_DSS = "pci_dss"
    FEDRAMP = "fedramp"
    PRIVACY_MARK = "privacy_mark"  # プライバシーマーク
    OTHER = "other"


# A SOC report covers a period and does not expire; everything else has a last day.
SOC = frozenset({ReportKind.SOC1, ReportKind.SOC2, ReportKind.SOC3})


class SocType(StrEnum):
    TYPE1 = "type1"  # design, on one day
    TYPE2 = "type2"  # operation, through a period


class Opinion(StrEnum):
    UNQUALIFIED = "unqualified"  # 無限定
    QUALIFIED = "qualified"  # 限定付
    ADVERSE = "adverse"  # 否定的
    DISCLAIMER = "disclaimer"  # 不表明


class SubserviceMethod(StrEnum):
    """How a report treats who its subject relies on in turn."""

    CARVE_OUT = "carve_out"  # 除外方式
    INCLUSIVE = "inclusive"  # 一体方式


class PartKind(StrEnum):
    """What a report may name none of: then somebody says that they looked."""

    EXCEPTIONS = "exceptions"
    SUBSERVICES = "subservices"
    CONTROLS = "controls"


class Disclosure(StrEnum):
    """開示条件: who may be shown a document."""

    PUBLIC = "public"
    LICENSED = "licensed"  # 利用許諾同意
    NDA = "nda"
    CONFIDENTIAL = "confidential"  # 社外秘


class FileKind(StrEnum):
    REPORT = "report"
    CERTIFICATE = "certificate"
    BRIDGE_LETTER = "bridge_letter"
    TERMS = "terms"  # what who opens the others has to agree to
    OTHER = "other"


class DutyState(StrEnum):
    """Of a user control that a unit of ours has to run for an engagement."""

    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"  # with the reason
