"""骨子: what published overviews state of three security references, and nothing more.

Titles, numbers and addresses of papers are facts of S1–S3; every sentence is our own. What the overviews do not
show is left to whoever holds the reference itself.
"""

from dataclasses import dataclass, field

from app.assurance.models import Disclosure
from app.references.models import Acts, Layout, PaperKind
from app.references.rules.facts import PaperFacts, RecordFacts, VersionFacts

DOCS = "https://docs.microsoft.com/ja-jp/azure"
TRUST_PORTAL = "http://aka.ms/stp"


@dataclass(frozen=True)
class Skeleton:
    """`matrix`: the responsibility matrix whose rows say who acts, where the source states that."""

    key: str
    title: str
    edition: str
    layout: Layout
    disclosure: Disclosure
    terms: str
    source: str
    head: VersionFacts
    papers: tuple[PaperFacts, ...] = ()
    records: dict[str, RecordFacts] = field(default_factory=dict)
    matrix: str = ""


def _documents(*listed: tuple[str, str, str]) -> tuple[PaperFacts, ...]:
    """Number, title, address; without a title the number is not used."""
    return tuple(
        PaperFacts(kind=PaperKind.DOCUMENT, number=number, title=title, url=url, is_missing=not title)
        for number, title, url in listed
    )


def _certificate(number: str, title: str) -> PaperFacts:
    return PaperFacts(
        kind=PaperKind.CERTIFICATE,
        number=number,
        title=title,
        url=TRUST_PORTAL,
        disclosure=Disclosure.LICENSED,
    )


AZURE = Skeleton(
    "azure",
    "金融機関向け『Microsoft Azure』対応セキュリティリファレンス（FISC第9版改訂）",
    "fisc/9r2",
    Layout.AZURE,
    Disclosure.LICENSED,
    "利用許諾契約書の内容に同意した者だけが利用できます。",
    "公表されている概要（S2）",
    VersionFacts(
        label="FISC第9版改訂",
        authors=(
            "株式会社三菱総合研究所",
            "日本ビジネスシステムズ株式会社",
            "トレンドマイクロ株式会社",
            "株式会社電通国際情報サービス",
            "SCSK株式会社",
            "株式会社FIXER",
            "日本電気株式会社",
        ),
        premise_models=("iaas",),
        premise="仮想マシン（IaaS）を使い、金融機関の独自のアプリケーションを動かす場合。",
        note=(
            "概要にある著者・前提・文書の一覧だけを登録しています。項目ごとの記載はありません。いつの時点の内"
            "容かは概要に示されていません。"
        ),
    ),
    (
        *_documents(
            (
                "01",
                (
                    "Microsoft Azure Responses to Cloud Security Alliance Consensus Assessments Initiative Questionna"
                    "ire v3.0.1"
                ),
                "https://gallery.technet.microsoft.com/Azure-Responses-to-CSA-46034a11",
            ),
            ("02", "Azure セキュリティの概要", f"{DOCS}/security/azure-security"),
            ("03", "Azure の暗号化の概要", f"{DOCS}/security/security-azure-encryption-overview"),
            (
                "04",
                "Microsoft クラウド サービスとネットワークセキュリティ",
                f"{DOCS}/best-practices-network-security",
            ),
            (
                "05",
                "Azure Active Directory ポータルの監査アクティビティレポート",
                f"{DOCS}/active-directory/active-directory-reporting-activity-audit-logs",
            ),
            (
                "06",
                "Microsoft Azure Security Response in the Cloud",
                "https://gallery.technet.microsoft.com/Azure-Security-Response-in-dd18c678",
            ),
            (
                "07",
                "Azure Active Directory のパスワードポリシーと制限",
                f"{DOCS}/active-directory/authentication/concept-sspr-policy",
            ),
            (
                "08",
                "Azure のデータセキュリティと暗号化のベストプラクティス",
                f"{DOCS}/security/azure-security-data-encryption-best-practices",
            ),
            ("09", "Security Development Lifecycle", "https://www.microsoft.com/en-us/sdl"),
            ("10", "Azure Security Center とは", f"{DOCS}/security-center/security-center-intro"),
            (
                "11",
                "信頼できるクラウド:Microsoft Azure のセキュリティ、プライバシー、コンプライアンス",
                "https://info.microsoft.com/JA-Azure-CNTNT-FY15-06Jun-MS-Azure-security-privacy-compliance.html",
            ),
            ("12", "Azure リージョン", "https://azure.microsoft.com/ja-jp/global-infrastructure/regions/"),
            (
                "13",
                "マイクロソフトは高速で信頼性の高いグローバルネットワークをどのように構築しているのか",
                (
                    "https://blogs.technet.microsoft.com/mssvrpmj/2017/05/01/how-microsoft-builds-its-fast-and-reliab"
                    "le-global-network/"
                ),
            ),
            (
                "14",
                (
                    "FISC安全対策基準第9版 適合説明書 統制基準/監査基準編（Compliance Companion for Japan FISC Guidel"
                    "ines v9 - Japanese）"
                ),
                "https://servicetrust.microsoft.com/ViewPage/TrustDocuments",
            ),
            (
                "15",
                "オンライン サービス条件 (OST)",
                "https://www.microsoft.com/ja-jp/licensing/product-licensing/",
            ),
            (
                "16",
                "マイクロソフトのデータ管理",
                "https://www.microsoft.com/ja-jp/trustcenter/privacy/where-your-data-is-located",
            ),
            (
                "17",
                "Azure Multi-Factor Authentication とは",
                f"{DOCS}/active-directory/authentication/multi-factor-authentication",
            ),
            ("18", "Site Recovery について", f"{DOCS}/site-recovery/site-recovery-overview"),
            ("19", "", ""),
            ("20", "", ""),
        ),
        _certificate("01", "ISO 27001:2013（Azure - ISO 27001 and 27018 Assessment Report - 11.2.2017）"),
        _certificate(
            "02", "SOC2レポート（Azure & Azure Government SOC 2 Type 2 Report (2017-04-01 to 2018-03-31)）"
        ),
        _certificate(
            "03", "FedRAMP System Security Plan（Azure - FedRAMP Moderate System Security Plan v3.02）"
        ),
    ),
)

AWS = Skeleton(
    "aws",
    "金融機関向け『Amazon Web Services』対応セキュリティリファレンス",
    "fisc/8r",
    Layout.AWS,
    Disclosure.PUBLIC,
    "無償で公表されています。複製・配布・改変が許諾され、内容は保証されません。詳しくは利用許諾契約書によります。",
    "公表されている概要（S3）",
    VersionFacts(
        label="1.3",
        authors=(
            "SCSK",
            "ISID",
            "NRI",
            "TIS",
            "TrendMicro",
            "MKI",
            "CAC",
            "ワークスアプリケーションズ",
            "JBCC",
        ),
        premise=(
            "FISC安全対策基準（第8版追補改訂）で新設された運108～運113の6項目を対象とし、委託する業務の重要度"
            "により簡易な管理と厳格な管理とに分けて述べる。"
        ),
        note=(
            "概要に例として示された運109の2項だけを登録しています。公表は2016年11月で、日は示されていません。"
            "サービスモデルは概要に示されていません。"
        ),
    ),
    _documents(
        (
            "5",
            "AWSリスクおよびコンプライアンス（ホワイトペーパー）",
            "https://s3.amazonaws.com/awsmedia/jp/wp/AWS_Risk_and_Compliance_Whitepaper.pdf",
        ),
        (
            "21",
            "ホワイトペーパー DDoSに対するAWSのベストプラクティス",
            "http://media.amazonwebservices.com/jp/DDoS%20White%20Paper_Revised.pdf",
        ),
        ("24", "サービスレベルアグリーメント一部（EC2のSLA）", "https://aws.amazon.com/jp/ec2/sla/"),
    ),
    {
        "運109": RecordFacts(
            provider_acts=Acts.YES,
            customer_acts=Acts.YES,
            documents=("5", "21", "24"),
            information=(
                "運109の2項（SLA・SLO）について。可用性の水準をSLAで示しており、稼働率はAmazon EC2で年99.95％以上"
                "、Amazon S3で月99.9％以上。下回ったときはサービスクレジットがある。"
            ),
            simple="約款を変更しなくても、標準の契約書と各種SLAのままで利用できることを、著者が確認した。",
            strict=(
                "自らのセキュリティポリシーに合わせて標準の約款を変更し、リスク管理に必要な事項を契約とSLA・SLOに"
                "入れる必要がある。"
            ),
        )
    },
)

CLOUD_CONFIG = Skeleton(
    "cloud-config",
    "cloud.config for Financial Services 対応セキュリティリファレンス",
    "fisc/9",
    Layout.WHOLE,
    Disclosure.PUBLIC,
    "",
    "FIXERが公表したホワイトペーパー（S1）",
    VersionFacts(
        label="2018年のホワイトペーパー",
        authors=("株式会社FIXER",),
        premise_models=("managed",),
        premise=(
            "アプリケーションは原則として金融機関または開発会社が担い、FIXERがミドルウエア以下の構築・運用を"
            "担う場合。"
        ),
        note=(
            "ホワイトペーパーの対応表から、だれが対応するかを要約して登録しています。条件による項目は、対"
            "応の主体を空欄にしています。著作権の表示は2018年で、日は示されていません。"
        ),
    ),
    matrix="cloud-config-fs",
)

SKELETONS = {one.key: one for one in (AZURE, AWS, CLOUD_CONFIG)}
