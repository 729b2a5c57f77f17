"""What of つばめ銀行 rests on third parties, and whom it calls there. People and numbers are invented."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.demo.acting import Cast
from app.register.models import ContactRole, ContactTestResult, SystemGrade, SystemGround
from app.register.rules.contacts import ContactFacts
from app.register.rules.functions import FunctionFacts
from app.register.rules.systems import SystemFacts
from app.register.services import contacts, functions, systems

DESIGNATED, ORDINARY = SystemGrade.DESIGNATED, SystemGrade.ORDINARY
REACHED, NOT_REACHED = ContactTestResult.REACHED, ContactTestResult.NOT_REACHED
R = ContactRole


@dataclass(frozen=True)
class Function:
    """Hours: tolerance, RTO, RPO."""

    key: str
    name: str
    kana: str
    unit: str
    hours: tuple[int | None, int | None, int | None] = (None, None, None)
    is_important: bool = True


FUNCTIONS = (
    Function("deposit", "預金", "ヨキン", "事務部", (4, 4, 0)),
    Function("exchange", "内国為替", "ナイコクカワセ", "事務部", (2, 2, 0)),
    Function("transfer", "振込", "フリコミ", "事務部", (4, 3, 0)),
    Function("internet", "インターネットバンキング", "インターネットバンキング", "IT企画部", (8, 6, 1)),
    Function("atm", "ATMの入出金", "エーティーエムノニュウシュッキン", "事務部", (8, 12, 1)),
    Function("lending", "融資", "ユウシ", "本店営業部", (48, 24, 4)),
    Function(
        "loan", "個人ローンの審査・実行", "コジンローンノシンサジッコウ", "個人ローン部", (72, 48, 24), False
    ),
    Function("notice", "通知物の作成・発送", "ツウチブツノサクセイハッソウ", "事務部", is_important=False),
    Function("accounting", "経理・税務", "ケイリゼイム", "事務部", (240, None, None), False),
    Function("premises", "店舗・施設の管理", "テンポシセツノカンリ", "事務部", is_important=False),
)


@dataclass(frozen=True)
class System:
    """`support` is in days from today."""

    key: str
    number: str
    name: str
    kana: str
    unit: str
    owner: str
    grade: SystemGrade = ORDINARY
    ground: SystemGround | None = None
    version: str = ""
    support: int | None = None
    assets: tuple[str, ...] = ()


SYSTEMS = (
    System("core", "SYS-0001", "勘定系システム", "カンジョウケイシステム", "事務部", "kimura", DESIGNATED,
           SystemGround.BOTH, "第4次 R8.2", 1_480, ("DA-0101", "DA-0102")),
    System("internet", "SYS-0012", "インターネットバンキングシステム", "インターネットバンキングシステム",
           "IT企画部", "kimura", DESIGNATED, SystemGround.EXTERNALITY, "7.1", 96, ("DA-0201",)),
    System("loan", "SYS-0027", "個人ローン審査システム", "コジンローンシンサシステム", "個人ローン部", "sato",
           DESIGNATED, SystemGround.SENSITIVE_DATA, "3.4", 151, ("DA-0301", "DA-0302", "DA-0303")),
    System("data", "SYS-0033", "情報系データ基盤", "ジョウホウケイデータキバン", "IT企画部", "kimura", ORDINARY, None,
           "2025.2", 720, ("DA-0401",)),
    System("atm", "SYS-0041", "ATM監視システム", "エーティーエムカンシシステム", "事務部", "kimura", ORDINARY, None,
           "5.0", -24),
    System("notice", "SYS-0058", "通知物作成システム", "ツウチブツサクセイシステム", "事務部", "", ORDINARY, None,
           "2.6", 400, ("DA-0501",)),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """`tested` is in days before today."""

    organisation: str
    name: str
    kana: str
    role: ContactRole
    department: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""
    night: str = ""
    hours: str = ""
    tested: int | None = None
    result: ContactTestResult = REACHED
    remark: str = ""
    is_gone: bool = False


WEEKDAYS, ALWAYS = "平日 9:00～17:30", "24時間365日"
PEOPLE = (
    Person("fixer", "相川 航", "アイカワ ワタル", R.BUSINESS, "金融営業部", "マネージャー", "aikawa@fixer.example",
           "03-0000-0101", hours=WEEKDAYS, tested=40, remark="代表番号から2分で本人につながった。"),
    Person("fixer", "運用受付窓口", "ウンヨウウケツケマドグチ", R.INCIDENT, "運用センター", "", "noc@fixer.example",
           "03-0000-0110", "03-0000-0199", ALWAYS, tested=40, remark="夜間番号は5分以内に応答。"),
    Person("fixer", "榎本 さつき", "エノモト サツキ", R.SECURITY, "セキュリティ室", "室長", "csirt@fixer.example",
           "03-0000-0120 内線 31", tested=386, remark="平日日中のみ確認。"),
    Person("minato", "山田 花子", "ヤマダ ハナコ", R.BUSINESS, "業務管理課", "課長", "yamada@minato-print.example",
           "045-000-0201", hours=WEEKDAYS, tested=75),
    Person("minato", "大野 健", "オオノ ケン", R.PERSONAL_DATA, "品質管理室", "個人情報管理者",
           "pms@minato-print.example", "045-000-0202"),
    Person("kumonoue", "監視センター", "カンシセンター", R.INCIDENT, "監視センター", "", "soc@kumonoue.example",
           "06-0000-0301", "06-0000-0399", ALWAYS, tested=12, result=NOT_REACHED,
           remark="夜間番号に3回かけたが応答なし。折り返しは翌朝8時40分。"),
    Person("kazaguruma", "共同センター受付", "キョウドウセンターウケツケ", R.OPERATION, "運用統括部", "",
           "center@kazaguruma.example", "052-000-0401", "052-000-0499", ALWAYS, tested=160),
    Person("kazaguruma", "村瀬 博", "ムラセ ヒロシ", R.MANAGEMENT, "営業推進部", "部長", "murase@kazaguruma.example",
           "052-000-0410", hours=WEEKDAYS, tested=374),
    Person("yamabiko", "回線故障受付", "カイセンコショウウケツケ", R.INCIDENT, "保守センター", "", "",
           "0120-000-501", "0120-000-501", ALWAYS, tested=200),
    Person("akatsuki", "堀 千尋", "ホリ チヒロ", R.OPERATION, "第二開発部", "主任", "hori@akatsuki.example",
           "03-0000-0601", hours=WEEKDAYS),
    Person("ginrei", "配車デスク", "ハイシャデスク", R.OPERATION, "首都圏支社", "", "", "03-0000-0701", "03-0000-0702",
           ALWAYS, tested=95),
    Person("tsukushi", "ATM監視デスク", "エーティーエムカンシデスク", R.INCIDENT, "監視課", "", "desk@tsukushi.example",
           "048-000-0801", "048-000-0801", ALWAYS, tested=380),
    Person("tanpopo", "三好 理沙", "ミヨシ リサ", R.BUSINESS, "業務企画課", "", "miyoshi@tanpopo.example",
           "022-000-0901", hours=WEEKDAYS, tested=300, is_gone=True),
    Person("tanpopo", "東海林 剛", "ショウジ ツヨシ", R.BUSINESS, "業務企画課", "課長", "shoji@tanpopo.example",
           "022-000-0902", hours=WEEKDAYS, tested=30),
)  # fmt: skip


def add_ours(cast: Cast) -> None:
    """Functions and systems: before engagements, which name them."""
    for function in FUNCTIONS:
        tolerance, rto, rpo = function.hours
        facts = FunctionFacts(
            name=function.name, name_kana=function.kana, unit_id=cast.units[function.unit].id,
            is_important=function.is_important, tolerance_hours=tolerance, rto_hours=rto, rpo_hours=rpo,
        )  # fmt: skip
        cast.functions[function.key] = functions.add_function(
            cast.ctx("takahashi"), facts, is_confirmed=True
        ).id
        cast.done()
    for system in SYSTEMS:
        cast.systems[system.key] = systems.add_system(cast.ctx("takahashi"), _system(cast, system)).id
        cast.done()


def _system(cast: Cast, system: System) -> SystemFacts:
    return SystemFacts(
        ledger_number=system.number,
        name=system.name,
        name_kana=system.kana,
        grade=system.grade,
        ground=system.ground,
        unit_id=cast.units[system.unit].id,
        owner_id=cast.people[system.owner].id if system.owner else None,
        version_name=system.version,
        support_ends_on=_in_days(cast, system.support),
        asset_numbers=system.assets,
    )


def _in_days(cast: Cast, days: int | None) -> date | None:
    return None if days is None else cast.today + timedelta(days=days)


def add_contacts(cast: Cast) -> None:
    for person in PEOPLE:
        facts = ContactFacts(
            organisation_id=cast.organisations[person.organisation], role=person.role, name=person.name,
            name_kana=person.kana, department=person.department, title=person.title, email=person.email,
            phone=person.phone, night_phone=person.night, hours=person.hours, note="架空の連絡先です。",
            ended_on=cast.today - timedelta(days=20) if person.is_gone else None,
        )  # fmt: skip
        contact = contacts.add_contact(cast.ctx("takahashi"), facts)
        cast.done()
        if person.tested is not None:
            contacts.record_test(
                cast.ctx("shimizu"), contact, tested_on=cast.today - timedelta(days=person.tested),
                result=person.result, remark=person.remark, version=contact.version,
            )  # fmt: skip
            cast.done()
