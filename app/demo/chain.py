"""What is publicly stated of the real chain, an entry made twice, and screenings.

FIXER's white paper of 2018 says that cloud.config for Financial Services is built on Azure and that
Microsoft is the sub-contractor. Countries, regions and substitutability are left unknown: nobody states them.
"""

from dataclasses import dataclass
from datetime import timedelta

from app.demo.acting import Cast
from app.register.models import NoNumberReason, OrganisationKind, ScreeningResult, ServiceModel
from app.register.queries import organisations as queries
from app.register.rules.organisations import OrganisationFacts
from app.register.rules.services import ServiceFacts
from app.register.rules.supplies import SupplyFacts
from app.register.services import organisations, services, supplies


@dataclass(frozen=True)
class Offer:
    key: str
    party: str
    name: str
    kana: str
    kind: str
    model: ServiceModel
    website: str = ""
    description: str = ""


OFFERS = (
    Offer("config", "fixer", "cloud.config for Financial Services",
          "クラウドコンフィグ フォー フィナンシャル サービシーズ", "cloud_platform", ServiceModel.MANAGED,
          "https://cloud-config.jp/",
          "Azureの導入設計と運用・保守を24時間365日行うマネージドサービス。"
          "FISC安全対策基準（第9版）への対応をうたう。"),
    Offer("azure", "microsoft", "Microsoft Azure", "マイクロソフト アジュール", "cloud_platform", ServiceModel.UNKNOWN,
          "https://azure.microsoft.com/"),
    Offer("aws", "aws", "Amazon Web Services (AWS)", "アマゾン ウェブ サービス", "cloud_platform", ServiceModel.UNKNOWN,
          "https://aws.amazon.com/"),
)  # fmt: skip
# Days from today, and what came of it; a note for compliance alone.
SCREENINGS = (
    ("fixer", -40, ScreeningResult.CLEAR, ""),
    ("aws", -120, ScreeningResult.CLEAR, ""),
    ("kazaguruma", -75, ScreeningResult.CLEAR, ""),
    ("minato", -230, ScreeningResult.CLEAR, ""),
    ("kumonoue", -8, ScreeningResult.UNDER_EXAMINATION, "代表者と同姓同名の登載あり。生年月日を照会中。"),
)


def add_chain(cast: Cast) -> None:
    made = {}
    for offer in OFFERS:
        made[offer.key] = services.add_service(
            cast.ctx("takahashi"),
            ServiceFacts(
                organisation_id=cast.organisations[offer.party], name=offer.name, name_kana=offer.kana,
                kind=offer.kind, model=offer.model, website=offer.website, description=offer.description,
            ),
        ).id  # fmt: skip
        cast.done()
    supplies.add_supply(
        cast.ctx("takahashi"),
        SupplyFacts(
            service_id=made["config"],
            base_service_id=made["azure"],
            purpose="クラウド基盤としての利用",
            note="FIXERのホワイトペーパー（2018年）による。再委託先としてマイクロソフトが示されている。",
        ),
    )
    cast.done()
    _twice(cast)
    _screen(cast)


def _twice(cast: Cast) -> None:
    """A branch entered an invented company again, under another spelling."""
    again = organisations.add_organisation(
        cast.ctx("sato"),
        OrganisationFacts(
            name="みなと印刷発送（株）",
            kind=OrganisationKind.COMPANY,
            no_number_reason=NoNumberReason.NOT_YET_CHECKED,
            address="東京都港区（架空）",
            note="ローン申込書の印刷（架空）",
        ),
        is_confirmed=True,
    )
    cast.done()
    services.add_service(
        cast.ctx("sato"), ServiceFacts(organisation_id=again.id, name="申込書の印刷", kind="clerical")
    )
    cast.done()


def _screen(cast: Cast) -> None:
    for key, days, result, note in SCREENINGS:
        ctx = cast.ctx("ito")
        organisation = queries.get_organisation(ctx, cast.organisations[key])
        day = cast.today + timedelta(days=days)
        organisations.record_screening(ctx, organisation, checked_on=day, result=result, note=note)
        cast.done()
