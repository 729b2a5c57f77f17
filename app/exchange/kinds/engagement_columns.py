"""The columns of a ledger of engagements, under the words of the pages and those of other ledgers."""

from app.exchange.kinds.columns import COUNTRIES, ID, LISTED, choice, column, entries
from app.exchange.reading import values as read
from app.exchange.reading.mapping import Field
from app.register import settings
from app.register.models import (
    Access,
    Category,
    Connection,
    ExitPlan,
    ForeignBasis,
    Origin,
    OutsourcingJudgement,
    PersonalDataBasis,
    Stage,
    Substitutability,
)

TABLE = "engagement"


def fields() -> tuple[Field, ...]:
    return (*_parties(), *_work(), *_data(), *_term(), *_judgements(), *_end())


def _parties() -> tuple[Field, ...]:
    return (
        column(TABLE, "number", read.code, "管理番号", "案件番号", "台帳番号", "no", "no."),
        column(TABLE, "title", read.line, "件名", "案件", "委託件名", "委託業務名", "契約名", "title"),
        column(TABLE, "title_kana", read.line, "件名カナ", "案件名カナ"),
        column(TABLE, "vendor_id", read.line, "委託先", "委託先名", "取引先", "取引先名", "契約先", "契約相手",
               "ベンダー", "会社名", "vendor", "company", "supplier"),
        Field("provider", ("サービスの提供者", "Provider"), read.line, ("サービス提供者", "提供者", "提供元")),
        column(TABLE, "service_id", read.line, "サービス名", "利用サービス", "service name"),
        column(TABLE, "category", choice(Category), "委託区分", "契約形態", "種別"),
        column(TABLE, "origin", choice(Origin), "登録区分"),
        column(TABLE, "unit_id", read.line, "部署", "主管部", "主管部署", "所管部", "所管部署", "担当部署",
               "部署コード", "unit", "department"),
        column(TABLE, "owner_id", read.line, "責任者", "担当者", "主管者", "メールアドレス", "owner"),
        column("engagement_reader", "readers", LISTED, "閲覧部", "共管部署", of="unit_id"),
        column(TABLE, "stage", choice(Stage), "ステージ", "状態", "ステータス", "status"),
    )  # fmt: skip


def _work() -> tuple[Field, ...]:
    return (
        column(TABLE, "purpose", read.text, "委託業務", "委託内容", "業務内容", "委託業務の内容", "目的", "purpose"),
        column("engagement_function", "functions", LISTED, "対象業務", "業務名", of="function_id"),
        column("engagement_system", "systems", LISTED, "対象システム", "システム名", "システム台帳番号",
               of="system_id"),
    )  # fmt: skip


def _data() -> tuple[Field, ...]:
    classes = read.many_of(entries(settings.data_class_names))
    return (
        column(TABLE, "data_classes", classes, "データ区分", "情報区分", "取扱情報"),
        column(TABLE, "data_volume", read.integer, "件数", "データ件数", "取扱件数"),
        column(TABLE, "data_note", read.text, "データ備考"),
        column(TABLE, "has_personal_data", read.flag, "個人情報", "個人データの有無", "個人情報の有無"),
        column(TABLE, "has_sensitive_data", read.flag, "機微情報", "機微情報の有無"),
        column(TABLE, "has_special_care_data", read.flag, "要配慮個人情報", "要配慮個人情報の有無"),
        column(TABLE, "data_countries", COUNTRIES, "データ保管国", "保管国", "データ所在国"),
        column(TABLE, "data_regions", read.line, "データ保管地域", "保管場所", "リージョン"),
        column(TABLE, "access", choice(Access), "アクセス", "アクセス権限"),
        column(TABLE, "connection", choice(Connection), "接続", "接続形態"),
    )


def _term() -> tuple[Field, ...]:
    return (
        column(TABLE, "annual_amount", read.yen, "年間金額", "年額", "契約金額", "委託料", "年間委託料", "amount",
               is_money=True),
        column(TABLE, "started_on", read.day, "契約開始日", "開始日", "始期", "start"),
        column(TABLE, "ends_on", read.day, "契約終了日", "契約期限", "終了日", "終期", "end"),
        column(TABLE, "is_auto_renewed", read.flag, "自動更新の有無"),
        column(TABLE, "renewal_notice_on", read.day, "更新通知期限", "解約通知期限"),
        column(TABLE, "contract_signed_on", read.day, "契約日", "締結日"),
        column(TABLE, "legal_checked_on", read.day, "法務確認日"),
        column(TABLE, "is_important_third_party", read.flag, "重要委託先"),
        column(TABLE, "is_designated_equipment", read.flag, "特定重要設備の有無"),
        column(TABLE, "substitutability", choice(Substitutability), "代替可否"),
        column(TABLE, "substitute", read.line, "代替先候補"),
        column(TABLE, "exit_plan", choice(ExitPlan), "出口戦略"),
        column(TABLE, "exit_plan_on", read.day, "出口計画日"),
    )  # fmt: skip


def _judgements() -> tuple[Field, ...]:
    """Of the law the judgement on the contract party; the other parties are judged on the page."""
    party = "party_judgement"
    return (
        column(TABLE, "outsourcing", choice(OutsourcingJudgement), "該当性", "外部委託該当性"),
        column(TABLE, "outsourcing_reason", read.text, "該当性判定理由"),
        column(TABLE, "outsourcing_on", read.day, "該当性判定日"),
        column(TABLE, "outsourcing_by", read.line, "該当性判定者", of="outsourcing_by_id"),
        column(party, "personal_data", choice(PersonalDataBasis), "個人データ判定"),
        column(party, "personal_data_reason", read.text, "個人データ判定理由"),
        column(party, "personal_data_on", read.day, "個人データ判定日"),
        column(party, "personal_data_by", read.line, "個人データ判定者", of="personal_data_by_id"),
        column(party, "foreign_basis", choice(ForeignBasis), "28条", "28条判定"),
        column(party, "foreign_basis_reason", read.text, "28条判定理由"),
        column(party, "foreign_basis_on", read.day, "28条判定日"),
        column(party, "foreign_basis_by", read.line, "28条判定者", of="foreign_basis_by_id"),
    )


def _end() -> tuple[Field, ...]:
    return (
        # 終了日 of a ledger is when the contract ends, not when the work did.
        Field("ended_on", ("取引終了日", "Work ended on"), read.day, ("委託終了日",)),
        column(TABLE, "end_reason", read.text, "終了の理由"),
        column(TABLE, "note", read.text, "備考", "摘要", "remarks", "comments"),
        Field("memo", ("経緯", "Memo"), read.text, ("経緯メモ", "メモ")),
        ID,
    )
