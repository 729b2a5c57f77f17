"""Uses and consents of the demonstration: one that waits, one examined, one with conditions that ends soon, one by
notice, one expired, one refused, and one that nobody has asked for; and a chain that was recorded as a circle.
All but FIXER and Microsoft is invented.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.demo.acting import Cast
from app.register.models import Access, ConsentKind, Engagement, EngagementSupply, Service
from app.register.queries import engagements, organisations, supplies
from app.register.queries import services as service_queries
from app.register.rules.consents import Application, Decision, UseFacts
from app.register.rules.services import ServiceFacts
from app.register.rules.supplies import SupplyFacts
from app.register.services import consents as acts
from app.register.services import services as service_acts
from app.register.services import supplies as supply_acts

K = ConsentKind
Step = Callable[["_Told"], None]


@dataclass(frozen=True)
class Line:
    """One edge: of which engagement, from which service to which, and what is done there for us."""

    case: str
    upper: tuple[str, str]
    lower: tuple[str, str]
    purpose: str
    steps: tuple[Step, ...] = ()
    countries: tuple[str, ...] = ("JP",)
    regions: str = ""
    classes: tuple[str, ...] = ()
    access: Access = Access.UNKNOWN
    is_unused: bool = False
    decider: str = "saito"


@dataclass
class _Told:
    """One edge under way: who acts, on what."""

    cast: Cast
    engagement: Engagement
    supply_id: UUID
    decider: str
    use: EngagementSupply | None = None

    @property
    def recorded(self) -> EngagementSupply:
        assert self.use is not None  # noqa: S101 - a use is recorded before any step
        return self.use


def _applied(days: int, kind: ConsentKind = K.PRIOR, until: int | None = None, why: str = "") -> Step:
    def step(told: _Told) -> None:
        today = told.cast.today
        told.use = acts.apply_for_consent(
            told.cast.ctx("takahashi"),
            told.engagement,
            told.supply_id,
            Application(
                consent_kind=kind,
                applied_on=today + timedelta(days=days),
                applied_by="委託先の契約窓口",
                objection_until_on=None if until is None else today + timedelta(days=until),
                exempt_reason=why,
            ),
            version=told.recorded.version,
        )

    return step


def _examined(days: int, found: str) -> Step:
    def step(told: _Told) -> None:
        day = told.cast.today + timedelta(days=days)
        acts.examine(
            told.cast.ctx("tanaka"), told.engagement, told.recorded, examined_on=day, examination=found,
            version=told.recorded.version,
        )  # fmt: skip

    return step


def _decided(days: int, conditions: str = "", ends: int | None = None, *, is_granted: bool = True) -> Step:
    def step(told: _Told) -> None:
        today = told.cast.today
        decision = Decision(
            decided_on=today + timedelta(days=days),
            conditions=conditions,
            expires_on=None if ends is None else today + timedelta(days=ends),
        )
        decide = acts.grant if is_granted else acts.refuse
        decide(
            told.cast.ctx(told.decider),
            told.engagement,
            told.recorded,
            decision,
            version=told.recorded.version,
        )

    return step


LINES = (
    Line("fixer", ("fixer", "cloud.config for Financial Services"), ("microsoft", "Azure"), "クラウド基盤の提供",
         (_applied(-420), _examined(-400, "国内リージョンのみの利用と監査権を確認した。"),
          _decided(-390, "データの保管は国内リージョンに限る。変更は60日前に通知すること。", 27)),
         regions="東日本", classes=("personal", "transaction"), access=Access.NONE, decider="suzuki"),
    Line("call", ("tanpopo", "コールセンター業務"), ("kokage", "受付要員の派遣"), "受付席の要員",
         (_applied(-12), _examined(-3, "研修記録と秘密保持誓約書を確認した。承諾に支障はない。")),
         classes=("personal",), access=Access.CHANGE, decider="suzuki"),
    Line("call", ("tanpopo", "コールセンター業務"), ("kumonoue", "通話録音の保管"), "通話録音データの保管",
         (), (), classes=("personal",), decider="suzuki"),
    Line("print", ("minato", "印刷・封入・発送"), ("sazanami", "返戻郵便物の保管"), "返戻郵便物と控えの保管",
         (_applied(-5),), regions="東京", classes=("personal",), access=Access.VIEW),
    Line("print", ("minato", "印刷・封入・発送"), ("hibari", "発送拠点の警備"), "発送拠点の機械警備",
         (_applied(-300, K.EXEMPT, why="顧客情報に触れない施設警備であり、委託業務の一部ではない。"),
          _examined(-290, "業務の範囲を現地で確認した。"), _decided(-288))),
    Line("centre", ("kazaguruma", "勘定系共同センター"), ("shirakaba", "センター設備の運用"), "設備の運用と監視",
         (_applied(-18, K.NOTICE, 12),), regions="札幌", classes=("personal", "transaction"),
         access=Access.ADMINISTER),
    Line("centre", ("kazaguruma", "勘定系共同センター"), ("yamabiko", "閉域網サービス"), "センター間の回線",
         (_applied(-800), _examined(-790, "回線事業者の認定を確認した。"), _decided(-780, "", -20))),
    Line("centre", ("shirakaba", "センター設備の運用"), ("tatsumi", "電源・空調保守"), "電源設備の保守"),
    Line("centre", ("tatsumi", "電源・空調保守"), ("shirakaba", "センター設備の運用"), "遠隔監視装置の設置場所",
         (_applied(-30, K.EXEMPT, why="監視装置の設置場所であり、当行の業務は行わない。"),
          _examined(-28, "設置契約の写しで確認した。"), _decided(-27))),
    Line("atm", ("tsukushi", "ATM監視・保守"), ("tatsumi", "電源・空調保守"), "部品の交換",
         (_applied(-60), _examined(-50, "作業員の身元確認の手続がない。"),
          _decided(-45, "作業員の身元確認の手続が整うまで承諾しない。", is_granted=False))),
    Line("atm", ("tsukushi", "ATM監視・保守"), ("yamabiko", "閉域網サービス"), "監視回線", is_unused=True),
)  # fmt: skip


def add_consents(cast: Cast) -> None:
    for line in LINES:
        engagement = engagements.get_engagement(cast.ctx("takahashi"), cast.engagements[line.case])
        told = _Told(cast, engagement, _edge(cast, line), line.decider)
        facts = UseFacts(
            is_unused=line.is_unused, countries=list(line.countries), regions=line.regions,
            data_classes=list(line.classes), access=line.access,
        )  # fmt: skip
        told.use = acts.record_use(cast.ctx("takahashi"), engagement, told.supply_id, facts)
        cast.done()
        for step in line.steps:
            step(told)
            cast.done()


def _edge(cast: Cast, line: Line) -> UUID:
    """The real ones stand in the chain already."""
    upper, lower = _service(cast, *line.upper), _service(cast, *line.lower)
    known = supplies.between(upper.id, lower.id)
    if known is not None:
        return known.id
    facts = SupplyFacts(
        service_id=upper.id, base_service_id=lower.id, purpose=line.purpose, countries=line.countries
    )
    made = supply_acts.add_supply(cast.ctx("takahashi"), facts, is_confirmed=True)
    cast.done()
    return made.id


def _service(cast: Cast, party: str, name: str) -> Service:
    ctx = cast.ctx("takahashi")
    organisation = organisations.get_organisation(ctx, cast.organisations[party])
    for found in service_queries.services_of(ctx, organisation.id, limit=50):
        if name in found.name:
            return service_queries.get_service(ctx, found.id)
    made = service_acts.add_service(ctx, ServiceFacts(organisation_id=organisation.id, name=name))
    cast.done()
    return made
