"""What the institution decides about its register: tiers, the tier rule, gates, classes of data, kinds of service.

The values are ours to propose and the institution's to change (model.md §2). Readers turn the stored JSON into
what the rules work with; an entry that records use is retired, never deleted.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core import settings
from app.core.settings import Definition
from app.register.models import Stage
from app.register.rules import rulebook, stages
from app.register.rules.rulebook import Entry
from app.register.rules.tiering import Factor, Rule, Scale

TIERS = "register.tiers"
TIER_RULE = "register.tier_rule"
TIER_RULE_APPLIED = "register.tier_rule_applied"
GATES = "register.gates"
DATA_CLASSES = "register.data_classes"
SERVICE_KINDS = "register.service_kinds"
OWN_CHECKS = "register.own_checks"
SCREENING_MONTHS = "register.screening_months"
OVERRIDE_MONTHS = "register.override_months"
LISTS = (TIERS, DATA_CLASSES, SERVICE_KINDS, OWN_CHECKS)

IMPORTANT, STRICT, SIMPLE = "important", "strict", "simple"

DEFAULT_TIERS = [
    {"key": IMPORTANT, "ja": "重要", "en": "Important", "depth": "strict"},
    {"key": STRICT, "ja": "厳格", "en": "Strict", "depth": "strict"},
    {"key": SIMPLE, "ja": "簡易", "en": "Simple", "depth": "simple"},
]
DEFAULT_DATA_CLASSES = [
    {"key": "none", "ja": "データの取扱いなし", "en": "No data handled", "level": 0},
    {"key": "public", "ja": "公開情報", "en": "Public information", "level": 0},
    {"key": "internal", "ja": "社内情報", "en": "Internal information", "level": 1},
    {"key": "customer", "ja": "顧客情報（法人）", "en": "Customer information (corporate)", "level": 2},
    {"key": "personal", "ja": "個人データ", "en": "Personal data", "level": 2},
    {"key": "transaction", "ja": "取引・口座情報", "en": "Transactions and accounts", "level": 3},
    {"key": "credential", "ja": "認証情報・鍵", "en": "Credentials and keys", "level": 3},
    {"key": "special", "ja": "機微情報・要配慮個人情報", "en": "Sensitive and special care-required data", "level": 3},
    {"key": "trade_secret", "ja": "経営・未公表の重要情報", "en": "Management and undisclosed material information",
     "level": 3},
]  # fmt: skip
DEFAULT_SERVICE_KINDS = [
    {"key": "cloud_platform", "ja": "クラウド基盤", "en": "Cloud platform"},
    {"key": "cloud_application", "ja": "クラウドアプリケーション", "en": "Cloud application"},
    {"key": "shared_centre", "ja": "共同センター", "en": "Shared centre"},
    {"key": "development", "ja": "システム開発・保守", "en": "System development and maintenance"},
    {"key": "operation", "ja": "システム運用・監視", "en": "System operation and monitoring"},
    {"key": "security", "ja": "セキュリティサービス", "en": "Security service"},
    {"key": "network", "ja": "通信回線・ネットワーク", "en": "Lines and network"},
    {"key": "data_centre", "ja": "データセンター", "en": "Data centre"},
    {"key": "clerical", "ja": "事務処理・印刷発送", "en": "Clerical work, printing and mailing"},
    {"key": "call_centre", "ja": "コールセンター", "en": "Call centre"},
    {"key": "cash", "ja": "現金輸送・ATM", "en": "Cash transport and ATM"},
    {"key": "collection", "ja": "債権回収・保証", "en": "Collection and guarantee"},
    {"key": "staffing", "ja": "人材派遣", "en": "Dispatched staff"},
    {"key": "payment", "ja": "決済・API連携", "en": "Payment and API connection"},
    {"key": "data_provision", "ja": "情報提供・分析", "en": "Data provision and analysis"},
    {"key": "advice", "ja": "専門家・コンサルティング", "en": "Professional advice and consulting"},
    {"key": "facility", "ja": "施設・設備・警備", "en": "Facilities and guarding"},
    {"key": "goods", "ja": "機器・ソフトウェア", "en": "Hardware and software"},
    {"key": "general", "ja": "全般", "en": "General"},
    {"key": "other", "ja": "その他", "en": "Other"},
]


def _row(factor: Factor, tier: str, threshold: Any = None, *, is_on: bool = True) -> dict[str, Any]:
    return {"factor": factor.value, "tier": tier, "threshold": threshold, "is_on": is_on, "note": ""}


DEFAULT_RULE = {
    "version": 1,
    "is_cautious": True,
    "conditions": [
        _row(Factor.IMPORTANT_THIRD_PARTY, IMPORTANT),
        _row(Factor.DESIGNATED_EQUIPMENT, IMPORTANT),
        _row(Factor.SHORT_TOLERANCE, IMPORTANT, 4),
        _row(Factor.IMPORTANT_FUNCTION, STRICT),
        _row(Factor.DESIGNATED_SYSTEM, STRICT),
        _row(Factor.SENSITIVE_DATA, STRICT),
        _row(Factor.SPECIAL_CARE_DATA, STRICT),
        _row(Factor.PERSONAL_VOLUME, STRICT, 10_000),
        _row(Factor.CONFIDENTIALITY, STRICT, 3),
        _row(Factor.DATA_ABROAD, STRICT),
        _row(Factor.ACCESS, STRICT, "administer"),
        _row(Factor.CONNECTION, STRICT, ["remote_maintenance"]),
        _row(Factor.SUBSTITUTABILITY, STRICT, "none"),
        _row(Factor.ANNUAL_AMOUNT, STRICT, 100_000_000),
        _row(Factor.CATEGORY, STRICT, ["shared_centre"]),
    ],
}


def _checked_rule(value: Any) -> None:
    rulebook.check_rule(value, [entry.key for entry in tiers() if not entry.is_retired])


def _checked_gates(value: Any) -> None:
    stages.check_gates(value, {entry.key for entry in own_checks()})


settings.define(
    Definition(
        TIERS, DEFAULT_TIERS, _l("Tiers"), _l("The gravest first, each strict or simple in depth."),
        is_proposal=True, check=rulebook.check_tiers, page="register.own_list",
    ),
    Definition(
        TIER_RULE, DEFAULT_RULE, _l("Rule of the tier"), _l("Which recorded facts ask for which tier."),
        is_proposal=True, check=_checked_rule, page="register.tier_rule",
    ),
    Definition(
        TIER_RULE_APPLIED, 1, _l("Version of the tier rule that all engagements were last computed with"),
        page="register.tier_rule",
    ),
    Definition(
        GATES, stages.DEFAULT_GATES, _l("Gates between stages"), _l("What must be there before each move."),
        is_proposal=True, check=_checked_gates, page="register.gates",
    ),
    Definition(
        DATA_CLASSES, DEFAULT_DATA_CLASSES, _l("Classes of data"), _l("With the level of confidentiality of each."),
        is_proposal=True, check=rulebook.check_data_classes, page="register.own_list",
    ),
    Definition(
        SERVICE_KINDS, DEFAULT_SERVICE_KINDS, _l("Kinds of service"),
        is_proposal=True, check=rulebook.check_entries, page="register.own_list",
    ),
    Definition(
        OWN_CHECKS, [], _l("Checks of our own"), _l("Items that a person confirms, for use in the gates."),
        check=rulebook.check_entries, page="register.own_list",
    ),
    Definition(
        SCREENING_MONTHS, 6, _l("Months for which a screening counts"),
        _l("A screening of the contract party older than this must be made again before the decision."),
        is_proposal=True, minimum=1, maximum=36,
    ),
    Definition(
        OVERRIDE_MONTHS, 12, _l("Longest override of a tier, in months"),
        _l("After it the tier comes back to be decided again."),
        is_proposal=True, minimum=1, maximum=36,
    ),
)  # fmt: skip


def entries(key: str) -> list[Entry]:
    return rulebook.entries_of(settings.get(key))


def tiers() -> list[Entry]:
    """The gravest first."""
    return entries(TIERS)


def own_checks() -> list[Entry]:
    return entries(OWN_CHECKS)


def _names(key: str, language: str) -> dict[str, str]:
    return {entry.key: entry.name(language) for entry in entries(key)}


def tier_names(language: str) -> dict[str, str]:
    """Every tier, retired ones too: a record of the past may name them."""
    return _names(TIERS, language)


def data_class_names(language: str) -> dict[str, str]:
    return _names(DATA_CLASSES, language)


def service_kind_names(language: str) -> dict[str, str]:
    return _names(SERVICE_KINDS, language)


def own_check_names(language: str) -> dict[str, str]:
    return _names(OWN_CHECKS, language)


def offered(key: str, language: str) -> list[tuple[str, str]]:
    """What a new record may choose: entries that are not retired."""
    return [(entry.key, entry.name(language)) for entry in entries(key) if not entry.is_retired]


def tier_rule() -> Rule:
    return rulebook.rule_of(settings.get(TIER_RULE))


def scale() -> Scale:
    active = [entry.key for entry in tiers() if not entry.is_retired]
    levels = {entry.key: entry.level for entry in entries(DATA_CLASSES) if entry.level is not None}
    return Scale(active, levels)


def gates() -> Mapping[tuple[Stage, Stage], stages.Gate]:
    return stages.gates_of(settings.get(GATES))


def screening_months() -> int:
    return int(settings.get(SCREENING_MONTHS))


def override_months() -> int:
    return int(settings.get(OVERRIDE_MONTHS))


def version_applied() -> int:
    return int(settings.get(TIER_RULE_APPLIED))


__all__ = ["LISTS", "Sequence", "data_class_names", "service_kind_names", "tier_names"]
