"""What つばめ銀行 has done for it: the real chain through FIXER, AWS and Azure, and invented vendors.

Every vendor but FIXER, Microsoft and AWS is invented, and so are amounts, days and volumes of all.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.demo.acting import Cast
from app.register.models import (
    Access,
    Category,
    Connection,
    ExitPlan,
    ForeignBasis,
    Origin,
    OutsourcingJudgement,
    PersonalDataBasis,
    ServiceModel,
    Stage,
    Substitutability,
)
from app.register.queries import engagements as queries
from app.register.queries import services as service_queries
from app.register.rules.engagements import EngagementFacts, EngagementLinks
from app.register.rules.services import ServiceFacts
from app.register.services import engagements as acts
from app.register.services import services
from app.register.services.judging import PartyFacts

C, S, N, A = Category, Stage, Connection, Access
HARD, EASY, NO_SUBSTITUTE = Substitutability.HARD, Substitutability.EASY, Substitutability.NONE


@dataclass(frozen=True)
class Case:
    """`began` and `ends` in days from today; `data`: personal, sensitive, special care."""

    key: str
    title: str
    kana: str
    party: str
    service: str
    unit: str
    who: str
    category: Category
    stage: Stage
    purpose: str = ""
    classes: tuple[str, ...] = ()
    data: tuple[bool | None, bool | None, bool | None] = (None, None, None)
    volume: int | None = None
    countries: tuple[str, ...] = ()
    access: Access = A.UNKNOWN
    connection: Connection = N.UNKNOWN
    amount: int | None = None
    began: int | None = None
    ends: int | None = None
    substitutability: Substitutability = Substitutability.UNKNOWN
    functions: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


PRIVATE, NOTHING = (True, False, False), (False, False, False)
CASES = (
    Case("fixer", "個人ローン審査システムのクラウド基盤", "コジンローンシンサシステムノクラウドキバン", "fixer",
         "cloud.config for Financial Services", "個人ローン部", "sato", C.CLOUD, S.OPERATION,
         "個人ローン審査システムを動かすクラウド基盤の提供と運用監視", ("personal", "transaction"), (True, True,
         False),
         182_000, ("JP",), A.ADMINISTER, N.CLOSED_NETWORK, 48_000_000, -560, 170, HARD, ("lending",), ("loan",),
         {"is_important_third_party": True, "exit_plan": ExitPlan.DRAFTED, "exit_plan_on": -200, "notice": 80}),
    Case("aws", "情報系データ基盤の利用", "ジョウホウケイデータキバンノリヨウ", "aws", "AWS", "IT企画部", "kimura",
         C.CLOUD, S.OPERATION, "取引データの集計・分析基盤としての利用", ("customer", "transaction"), PRIVATE,
         950_000,
         ("JP",), A.ADMINISTER, N.VPN, 36_500_000, -400, 330, HARD, (), ("data",),
         {"is_auto_renewed": True, "exit_plan": ExitPlan.TESTED, "exit_plan_on": -90}),
    Case("azure", "行内業務アプリケーションの開発環境", "コウナイギョウムアプリケーションノカイハツカンキョウ",
         "microsoft",
         "Azure", "IT企画部", "kimura", C.CLOUD, S.SELECTION, "行内向け業務アプリケーションの開発・試験環境",
         ("internal",), NOTHING, None, ("JP", "US"), A.NONE, N.INTERNET, 4_200_000, None, None, EASY, (), (),
         {"vendor": "microsoft_jp"}),
    Case("centre", "勘定系共同センターの利用", "カンジョウケイキョウドウセンターノリヨウ", "kazaguruma",
         "勘定系共同センター", "事務部", "kimura", C.SHARED_CENTRE, S.OPERATION, "預金・為替・融資の勘定処理",
         ("personal", "transaction", "credential"), PRIVATE, 1_240_000, ("JP",), A.ADMINISTER, N.LEASED_LINE,
         1_180_000_000, -2900, 1100, NO_SUBSTITUTE, ("deposit", "exchange", "transfer", "lending"), ("core",),
         {"is_important_third_party": True, "is_designated_equipment": True, "exit_plan": ExitPlan.DRAFTED,
          "exit_plan_on": -400}),
    Case("print", "通知物の印刷・封入・発送", "ツウチブツノインサツフウニュウハッソウ", "minato", "印刷・封入・発送",
         "事務部", "kimura", C.CONTRACT_WORK, S.OPERATION, "取引残高通知・年末残高証明書などの印刷と発送",
         ("personal", "transaction"), PRIVATE, 640_000, ("JP",), A.VIEW, N.MEDIA, 62_400_000, -1200, 40, HARD,
         ("notice",), ("notice",), {"notice": 12}),
    Case("call", "個人ローンの電話受付と督促", "コジンローンノデンワウケツケトトクソク", "tanpopo",
         "コールセンター業務",
         "個人ローン部", "sato", C.QUASI_MANDATE, S.OPERATION, "申込受付、返済相談、初期督促の電話業務",
         ("personal", "special"), (True, True, None), 82_000, ("JP",), A.CHANGE, N.VPN, 97_000_000, -800, 65, HARD,
         ("lending",), ("loan",), {"notice": 5}),
    Case("loan_dev", "個人ローン審査システムの開発・保守", "コジンローンシンサシステムノカイハツホシュ", "akatsuki",
         "システム開発・保守", "個人ローン部", "sato", C.QUASI_MANDATE, S.OPERATION,
         "審査ロジックと画面の改修、障害対応",
         ("personal",), PRIVATE, 182_000, ("JP",), A.CHANGE, N.REMOTE_MAINTENANCE, 88_000_000, -1500, 200, HARD,
         ("lending",), ("loan",)),
    Case("testers", "ローン審査システムのテスト要員", "ローンシンサシステムノテストヨウイン", "hoshizora",
         "テスト要員の派遣",
         "個人ローン部", "", C.DISPATCH, S.DECISION, "次期審査機能の総合テスト", ("internal",), NOTHING, None,
         ("JP",),
         A.CHANGE, N.ON_SITE, 14_000_000, 30, 210, EASY, (), ("loan",)),
    Case("watch", "クラウド監視と運用代行", "クラウドカンシトウンヨウダイコウ", "kumonoue", "クラウド監視・運用代行",
         "IT企画部", "kimura", C.QUASI_MANDATE, S.READINESS, "情報系データ基盤の24時間監視", ("internal",),
         NOTHING, None,
         ("JP", "SG"), A.ADMINISTER, N.VPN, 19_800_000, 20, 750, HARD, (), ("data",),
         {"contract_signed_on": -6, "legal_checked_on": -20}),
    Case("line", "本支店を結ぶ閉域網", "ホンシテンヲムスブヘイイキモウ", "yamabiko", "閉域網サービス", "IT企画部",
         "kimura",
         C.LINE, S.OPERATION, "本部と全営業店を結ぶ回線", ("transaction",), PRIVATE, None, ("JP",), A.NONE,
         N.LEASED_LINE,
         54_000_000, -2000, 500, HARD, ("deposit", "transfer"), ("core", "internet")),
    Case("atm", "ATMの監視と保守", "エーティーエムノカンシトホシュ", "tsukushi", "ATM監視・保守", "事務部", "kimura",
         C.CONTRACT_WORK, S.OPERATION, "ATMの遠隔監視、障害一次対応、部品交換", ("internal",), NOTHING, None, ("JP",),
         A.VIEW, N.REMOTE_MAINTENANCE, 73_500_000, -900, 25, HARD, ("atm",), ("atm",), {"notice": -5}),
    Case("cash", "現金輸送とATM装填", "ゲンキンユソウトエーティーエムソウテン", "ginrei", "現金輸送・装填", "事務部",
         "",
         C.CONTRACT_WORK, S.OPERATION, "本支店間とATMへの現金輸送", ("none",), NOTHING, None, ("JP",), A.NONE, N.NONE,
         118_000_000, -1100, 410, HARD, ("atm",), ()),
    Case("household", "家計簿アプリへの口座情報の提供", "カケイボアプリヘノコウザジョウホウノテイキョウ", "kotori",
         "家計簿アプリ", "IT企画部", "kimura", C.API, S.OPERATION, "参照系APIによる残高・明細の提供",
         ("personal", "transaction"), PRIVATE, 21_500, ("JP",), A.VIEW, N.INTERNET, 0, -600, 130, EASY,
         ("internet",), ("internet",)),
    Case("scoring", "与信モデルの分析", "ヨシンモデルノブンセキ", "lakeside", "与信モデル分析", "個人ローン部", "sato",
         C.QUASI_MANDATE, S.PLANNING, "匿名化した取引データによる審査モデルの検証"),
    Case("survey", "営業店で使われていた名刺管理アプリ", "エイギョウテンデツカワレテイタメイシカンリアプリ",
         "matsubokkuri", "名刺管理アプリ", "桜町支店", "", C.CLOUD, S.PLANNING, more={"origin": Origin.DISCOVERED}),
    Case("collect", "延滞債権の回収委託", "エンタイサイケンノカイシュウイタク", "nagisa", "債権回収", "個人ローン部",
         "suzuki",
         C.QUASI_MANDATE, S.DROPPED, "長期延滞債権の回収。提案内容が要件を満たさず見送り", ("personal",),
         PRIVATE, 3_200),
    Case("collateral", "不動産担保の現地調査", "フドウサンタンポノゲンチチョウサ", "ayame", "不動産担保調査",
         "個人ローン部", "sato", C.CONTRACT_WORK, S.OPERATION, "住宅ローンの担保物件の現地確認と調査報告書の作成",
         ("personal",), PRIVATE, 1_350, ("JP",), A.NONE, N.MEDIA, 3_600_000, -700, 290, EASY, ("loan",), ()),
    Case("accounting", "会計・税務パッケージの保守", "カイケイゼイムパッケージノホシュ", "mizuumi", "会計パッケージ",
         "事務部", "kimura", C.PURCHASE, S.OPERATION, "決算と税務計算に使うソフトウェアの保守、税制改正への対応",
         ("internal",), NOTHING, None, ("JP",), A.NONE, N.NONE, 2_400_000, -1300, 220, EASY, ("accounting",), ()),
    Case("cleaning", "営業店の清掃", "エイギョウテンノセイソウ", "kirishima", "店舗清掃", "事務部", "kimura",
         C.CONTRACT_WORK, S.CONTRACT, "営業店の日常清掃と定期清掃", ("none",), NOTHING, None, (), A.NONE, N.NONE,
         9_800_000, 40, 405, EASY, ("premises",), ()),
    Case("archive", "旧帳票の外部保管", "キュウチョウヒョウノガイブホカン", "sazanami", "文書保管", "事務部", "kimura",
         C.CONTRACT_WORK, S.EXIT_PREPARATION, "保存年限が満了するまでの帳票原本の保管", ("personal", "transaction"),
         PRIVATE, 54_000, ("JP",), A.NONE, N.MEDIA, 5_200_000, -2600, -12, EASY, ("notice",), ()),
    Case("guard", "夜間機械警備の更改", "ヤカンキカイケイビノコウカイ", "hibari", "機械警備", "事務部", "kimura",
         C.CONTRACT_WORK, S.SELECTION, "営業店の夜間警備装置の入替え", ("none",), NOTHING, None, (), A.NONE, N.NONE,
         6_100_000, None, None, EASY, ("premises",), ()),
    Case("letters", "個人ローン案内状の作成・発送", "コジンローンアンナイジョウノサクセイハッソウ", "minato",
         "ダイレクトメール作成・発送", "個人ローン部", "sato", C.CONTRACT_WORK, S.SELECTION,
         "契約者向け案内状の作成と発送", ("personal",), PRIVATE, 24_000, ("JP",), A.NONE, N.MEDIA, 5_400_000,
         None, None, EASY, ("lending",), ()),
)  # fmt: skip
JUDGED = {
    "fixer": "審査システムの運用を委ねており、当行の業務の一部を継続して行わせるため。",
    "aws": "当行の情報処理を委ねるクラウド利用であり、外部委託として管理する。",
    "centre": "勘定処理を共同センターに委ねるため。",
    "print": "顧客あて通知の作成・発送を請け負わせるため。",
    "call": "当行に代わり顧客対応を行わせるため。",
    "loan_dev": "システムの開発・保守を委ねるため。",
    "watch": "システムの監視を委ねるため。",
    "atm": "ATMの監視・保守を請け負わせるため。",
    "cash": "現金輸送を請け負わせるため。",
    "testers": "派遣労働者の受入れであり、当行は外部委託に準じて管理する。",
    "collateral": "担保物件の調査を請け負わせるため。",
    "cleaning": "店舗の清掃を請け負わせるため。情報は取り扱わせない。",
    "archive": "顧客情報を含む帳票の保管を請け負わせるため。",
}
NOT_JUDGED_OUTSOURCING = {
    "line": "電気通信役務の提供を受けるもので、当行の業務を行わせるものではない。",
    "household": "顧客の委託を受けた事業者との接続であり、当行の業務の委託ではない。",
    "accounting": "ソフトウェアの購入と保守であり、当行の業務を行わせるものではない。",
}
MEMOS = {
    "fixer": (
        (-300, "FIXERと定例会。監視項目を追加し、月次報告に反映することで合意。"),
        (-45, "契約更新の意向を確認。更新通知の期限までに評価結果をまとめる。"),
    ),
    "print": ((-20, "発送拠点の一つが移転予定との連絡。再委託先の変更有無を確認中。"),),
    "survey": ((-3, "営業店の点検で利用を発見。利用者と登録済みのデータを調べる。"),),
}


def add_engagements(cast: Cast) -> None:
    for case in CASES:
        who = "takahashi" if case.unit == "桜町支店" else case.who or "takahashi"
        engagement = acts.add_engagement(
            cast.ctx(who), _facts(cast, case), _links(cast, case), stage=case.stage
        )
        cast.engagements[case.key] = engagement.id
        cast.done()
    _judge(cast)
    _judge_parties(cast)
    _write(cast)
    acts.set_readers(cast.ctx("takahashi"), _get(cast, "fixer"), [cast.units["IT企画部"].id])
    cast.done()


def _facts(cast: Cast, case: Case) -> EngagementFacts:
    more = dict(case.more)
    notice, vendor = more.pop("notice", None), more.pop("vendor", "")
    days = {name: more.pop(name) for name in list(more) if name.endswith("_on")}
    personal, sensitive, care = case.data
    return EngagementFacts(
        title=case.title, title_kana=case.kana, service_id=_service(cast, case),
        vendor_id=cast.organisations[vendor or case.party], category=case.category,
        unit_id=cast.units[case.unit].id, owner_id=cast.people[case.who].id if case.who else None,
        purpose=case.purpose, data_classes=case.classes, data_volume=case.volume, has_personal_data=personal,
        has_sensitive_data=sensitive, has_special_care_data=care, data_countries=case.countries,
        access=case.access, connection=case.connection, annual_amount=case.amount,
        started_on=_day(cast, case.began), ends_on=_day(cast, case.ends), renewal_notice_on=_day(cast, notice),
        substitutability=case.substitutability, **{name: _day(cast, given) for name, given in days.items()}, **more,
    )  # fmt: skip


def _day(cast: Cast, days: int | None) -> Any:
    return None if days is None else cast.today + timedelta(days=days)


def _links(cast: Cast, case: Case) -> EngagementLinks:
    return EngagementLinks(
        function_ids=[cast.functions[key] for key in case.functions],
        system_ids=[cast.systems[key] for key in case.systems],
    )


# What kind of service the invented ones are, where anybody has recorded it.
MODELS = {
    "loan_dev": ServiceModel.DEVELOPMENT, "watch": ServiceModel.MANAGED, "testers": ServiceModel.PEOPLE,
}  # fmt: skip


def _service(cast: Cast, case: Case) -> Any:
    """The real ones stand in the chain already; those of the invented vendors come with their engagement."""
    ctx = cast.ctx("takahashi")
    party = cast.organisations[case.party]
    for found in service_queries.services_of(ctx, party, limit=50):
        if case.service in found.name:
            return found.id
    model = MODELS.get(case.key, ServiceModel.UNKNOWN)
    made = services.add_service(
        ctx, ServiceFacts(organisation_id=party, name=case.service, model=model), is_confirmed=True
    )
    cast.done()
    return made.id


def _get(cast: Cast, key: str) -> Any:
    return queries.get_engagement(cast.ctx("takahashi"), cast.engagements[key])


def _judge(cast: Cast) -> None:
    kinds = (
        (OutsourcingJudgement.OUTSOURCING, JUDGED),
        (OutsourcingJudgement.NOT_OUTSOURCING, NOT_JUDGED_OUTSOURCING),
    )
    for outsourcing, reasons in kinds:
        for key, reason in reasons.items():
            found = _get(cast, key)
            acts.judge_outsourcing(
                cast.ctx("ito"), found, outsourcing=outsourcing, reason=reason,
                judged_on=cast.today - timedelta(days=30), version=found.version,
            )  # fmt: skip
            cast.done()


def _judge_parties(cast: Cast) -> None:
    for key, party, facts in (
        ("fixer", "fixer", PartyFacts(
            personal_data=PersonalDataBasis.ENTRUSTED, personal_data_reason="運用作業で個人データに触れ得る。",
            foreign_basis=ForeignBasis.NOT_APPLICABLE, foreign_basis_reason="国内の事業者である。")),
        ("aws", "aws", PartyFacts(
            personal_data=PersonalDataBasis.CLOUD_EXCEPTION,
            personal_data_reason="契約で取り扱わない旨を定め、鍵を当行が管理する。")),
    ):  # fmt: skip
        found = _get(cast, key)
        acts.judge_party(cast.ctx("ito"), found, cast.organisations[party], facts, version=found.version)
        cast.done()


def _write(cast: Cast) -> None:
    for key, memos in MEMOS.items():
        for days, body in memos:
            acts.write_memo(cast.ctx("takahashi"), _get(cast, key), body=body, on=_day(cast, days))
            cast.done()
