"""責任分界 of the loan screening platform: started from FIXER's published claim, answered as far as it is known."""

from datetime import timedelta
from uuid import UUID

from app.demo.acting import Cast
from app.register.models import Engagement
from app.register.queries import engagements
from app.standards.models import EngagementMatrix, Ruling
from app.standards.queries import matrices as queries
from app.standards.queries.matrices import Entered
from app.standards.rules.matrices import Side
from app.standards.services import matrices as services
from app.standards.services.matrices import Who
from app.work.models import Severity
from app.work.services.findings import FindingFacts

TEMPLATE = "cloud-config-fs"
# Whether there is a site of our own and whether mail goes out from there is still being asked.
ANSWERS = {
    "application": ("integrator", "個人ローン審査システムの開発・保守は、あかつきソフトウエアへの委託"),
    "migration": ("integrator", "移行計画書（2025年3月）"),
    "shared_centre": ("no", "共同センターは使わない"),
    "own_equipment": ("yes", "閉域網の接続装置が本店にある"),
    "own_devices": ("yes", "審査端末がある"),
    "cd_atm": ("no", "ATMはつながない"),
}
GAP = "unknown.r06.accountable"


def start(cast: Cast) -> None:
    engagement = engagements.get_engagement(cast.ctx("sato"), cast.engagements["fixer"])
    made = services.start(cast.ctx("sato"), engagement, queries.shelf().template(TEMPLATE))
    cast.done()
    services.answer(cast.ctx("sato"), engagement, _entered(cast, made), ANSWERS, version=made.version)
    cast.done()
    services.bind(cast.ctx("sato"), engagement, _entered(cast, made), _actors(cast), version=made.version)
    cast.done()
    _settle(cast, engagement, made)
    _charge(cast, engagement, made)


def _entered(cast: Cast, matrix: EngagementMatrix) -> Entered:
    return queries.entered(cast.ctx("sato"), matrix)


def _actors(cast: Cast) -> dict[str, Who]:
    def of(key: str) -> UUID:
        return cast.organisations[key]

    return {
        "institution": Who(unit_id=cast.units["個人ローン部"].id),
        "provider": Who(of("fixer")),
        "platform": Who(of("microsoft")),
    }


def _settle(cast: Cast, engagement: Engagement, matrix: EngagementMatrix) -> None:
    """What the contract says where the paper is silent."""
    sides = {Side.DOES: None, Side.ACCOUNTABLE: Ruling.YES, Side.PROOF: Ruling.YES}
    services.rule(
        cast.ctx("sato"), engagement, _entered(cast, matrix), ("r02", "provider"), sides,
        "利用契約の別紙で、運用体制の責任はFIXERにあり、四半期ごとに報告書を受け取る", version=matrix.version,
    )  # fmt: skip
    cast.done()


def _charge(cast: Cast, engagement: Engagement, matrix: EngagementMatrix) -> None:
    facts = FindingFacts(
        title="責任分界表 表2 (2) 統24：クラウドの統制に責任を負う主体が未確定",
        detail="FIXERの資料は、だれが責任を負うかを述べていない。契約の覚書で確定する。",
        source="責任分界表",
        severity=Severity.MEDIUM,
        unit_id=engagement.unit_id,
        owner_id=cast.people["sato"].id,
        due_on=cast.today + timedelta(days=30),
    )
    services.charge(cast.ctx("sato"), engagement, _entered(cast, matrix), GAP, facts)
    cast.done()
