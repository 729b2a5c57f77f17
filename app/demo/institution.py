"""Units and people of つばめ銀行. Everybody here is invented."""

from dataclasses import dataclass
from datetime import timedelta

from app.core import audit, settings
from app.core.db import db
from app.demo.acting import Cast
from app.identity import services
from app.identity.events import IdentityAct as Act
from app.identity.models import Grant, GrantState
from app.identity.roles import Role

DOMAIN = "tsubame.example"
ROOT = "つばめ銀行"

# Code, name, kana, name of the unit above.
UNITS = (
    ("100", "本部", "ホンブ", ROOT),
    ("110", "委託先統括部", "イタクサキトウカツブ", "本部"),
    ("120", "法務部", "ホウムブ", "本部"),
    ("130", "コンプライアンス統括部", "コンプライアンストウカツブ", "本部"),
    ("140", "リスク統括部", "リスクトウカツブ", "本部"),
    ("141", "システムリスク管理室", "システムリスクカンリシツ", "リスク統括部"),
    ("150", "内部監査部", "ナイブカンサブ", "本部"),
    ("160", "事務部", "ジムブ", "本部"),
    ("170", "IT企画部", "アイティーキカクブ", "本部"),
    ("180", "個人ローン部", "コジンローンブ", "本部"),
    ("200", "営業店", "エイギョウテン", ROOT),
    ("210", "本店営業部", "ホンテンエイギョウブ", "営業店"),
    ("220", "桜町支店", "サクラマチシテン", "営業店"),
    ("300", "グループ会社", "グループガイシャ", ROOT),
    ("310", "つばめカード株式会社", "ツバメカード", "グループ会社"),
)


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    kana: str
    title: str
    grants: tuple[tuple[Role, str], ...]


ADMINISTRATORS = (
    Person("yoshida", "吉田 大輔", "ヨシダ ダイスケ", "IT企画部 主任", ((Role.ADMINISTRATOR, ROOT),)),
    Person("inoue", "井上 真由美", "イノウエ マユミ", "IT企画部 課長代理", ((Role.ADMINISTRATOR, ROOT),)),
)

PEOPLE = (
    Person("sato", "佐藤 美咲", "サトウ ミサキ", "個人ローン部 担当", ((Role.OFFICER, "個人ローン部"),)),
    Person("suzuki", "鈴木 健一", "スズキ ケンイチ", "個人ローン部 次長", ((Role.APPROVER, "個人ローン部"),)),
    Person("takahashi", "高橋 直子", "タカハシ ナオコ", "委託先統括部 調査役", ((Role.VENDOR_MANAGER, ROOT),)),
    Person("tanaka", "田中 悠", "タナカ ユウ", "法務部 主任", ((Role.LEGAL, ROOT),)),
    Person("ito", "伊藤 恵", "イトウ メグミ", "コンプライアンス統括部 課長", ((Role.COMPLIANCE, ROOT),)),
    Person("watanabe", "渡辺 翔太", "ワタナベ ショウタ", "システムリスク管理室 室長代理", ((Role.SYSTEM_RISK, ROOT),)),
    Person("yamamoto", "山本 由紀", "ヤマモト ユキ", "リスク統括部 課長", ((Role.RISK, ROOT),)),
    Person("nakamura", "中村 亮", "ナカムラ リョウ", "リスク統括部 リスク委員会事務局", ((Role.SECRETARY, ROOT),)),
    Person("kobayashi", "小林 隆", "コバヤシ タカシ", "常務執行役員", ((Role.COMMITTEE, ROOT),)),
    Person("kato", "加藤 明子", "カトウ アキコ", "内部監査部 上席調査役", ((Role.AUDITOR, ROOT),)),
    # 兼務: one person in two units.
    Person("kimura", "木村 誠", "キムラ マコト", "IT企画部 兼 事務部 担当",
           ((Role.OFFICER, "IT企画部"), (Role.OFFICER, "事務部"))),
    Person("saito", "斎藤 彩", "サイトウ アヤ", "IT企画部 課長",
           ((Role.APPROVER, "IT企画部"), (Role.APPROVER, "事務部"))),
    Person("shimizu", "清水 拓也", "シミズ タクヤ", "委託先統括部 担当", ((Role.OFFICER, "委託先統括部"),)),
    Person("hayashi", "林 一郎", "ハヤシ イチロウ", "個人ローン部 担当", ((Role.OFFICER, "個人ローン部"),)),
)  # fmt: skip

ANSWERS = ((Role.VENDOR, ROOT),)
# With the organisation and the domain of each.
VENDORS = (
    (
        Person("yamada", "山田 花子", "ヤマダ ハナコ", "業務管理課 課長", ANSWERS),
        "minato",
        "minato-print.example",
    ),
    (Person("hori", "堀 千尋", "ホリ チヒロ", "第二開発部 主任", ANSWERS), "akatsuki", "akatsuki.example"),
)


def found(cast: Cast) -> None:
    _begin(cast)
    _units(cast)
    for person in PEOPLE:
        _invite(cast, person)
        for role, unit in person.grants:
            _give(cast, person.key, role, unit)
    _moves(cast)


def _begin(cast: Cast) -> None:
    """As an operator begins any instance: a unit and two administrators."""
    cast.units[ROOT] = services.add_unit(cast.operator(), code="000", name=ROOT, name_kana="ツバメギンコウ")
    cast.done()
    for person in ADMINISTRATORS:
        ctx = cast.operator()
        user = services.invite_user(
            ctx,
            email=f"{person.key}@{DOMAIN}",
            name=person.name,
            name_kana=person.kana,
            title=person.title,
        )
        user.is_demonstration = True
        grant = Grant(
            user_id=user.id, role=Role.ADMINISTRATOR, unit_id=cast.units[ROOT].id, from_on=cast.april,
            state=GrantState.ACTIVE,
        )  # fmt: skip
        db.session.add(grant)
        audit.record(ctx, Act.GRANT_GIVEN, grant)
        cast.people[person.key] = user
        cast.done()


def _units(cast: Cast) -> None:
    for key, value in (("institution.name", ROOT), ("institution.name_latin", "Tsubame Bank")):
        settings.change(cast.ctx("yoshida"), key, value)
        cast.done()
    for code, name, kana, above in UNITS:
        cast.units[name] = services.add_unit(
            cast.ctx("yoshida"), code=code, name=name, name_kana=kana, parent_id=cast.units[above].id
        )
        cast.done()


def _invite(cast: Cast, person: Person, **facts: object) -> None:
    user = services.invite_user(
        cast.ctx("yoshida"), email=f"{person.key}@{facts.pop('domain', DOMAIN)}", name=person.name,
        name_kana=person.kana, title=person.title, **facts,  # type: ignore[arg-type]
    )  # fmt: skip
    user.is_demonstration = True
    cast.people[person.key] = user
    cast.done()


def _give(cast: Cast, key: str, role: Role, unit: str, *, until_days: int | None = None) -> None:
    """Asked for by one administrator, given by the other."""
    grant = services.request_grant(
        cast.ctx("yoshida"), cast.people[key], role=role, unit=cast.units[unit], from_on=cast.april,
        until_on=cast.today + timedelta(days=until_days) if until_days else None, reason="定例異動に伴う付与",
    )  # fmt: skip
    cast.done()
    cast.approve("inoue", "role_grant", grant.id)


def _moves(cast: Cast) -> None:
    """林 moved in April, and 佐藤 took over."""
    services.plan_hand_over(
        cast.ctx("suzuki"), cast.people["hayashi"], to_user=cast.people["sato"], on=cast.april,
        reason="4月の定例異動",
    )  # fmt: skip
    cast.done()
    services.deactivate_user(cast.ctx("yoshida"), cast.people["hayashi"], reason="グループ外へ出向")
    cast.done()


def add_outsiders(cast: Cast) -> None:
    """The vendors' own people, and the group company's place in the tree."""
    for person, organisation, domain in VENDORS:
        _invite(cast, person, domain=domain, organisation_id=cast.organisations[organisation])
        _give(cast, person.key, *person.grants[0])
    unit = cast.units["つばめカード株式会社"]
    services.edit_unit(
        cast.ctx("yoshida"), unit, code=unit.code, name=unit.name, name_kana=unit.name_kana,
        parent_id=unit.parent_id, organisation_id=cast.organisations["card"],
    )  # fmt: skip
    cast.done()
