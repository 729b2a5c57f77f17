"""What the register is delivered with: proposals, in both languages, which the institution changes in its settings."""

from typing import Any

from app.register.rules.tiering import Factor

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
