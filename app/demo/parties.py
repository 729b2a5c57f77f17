"""Organisations of the demonstration.

Of the real ones only what is publicly known by everybody: name, reading, country, group. No number is given
for anybody: an invented company must not carry a real one, and the real ones are left to be checked.
"""

from dataclasses import dataclass, replace

from app.demo.acting import Cast
from app.register.models import NoNumberReason, OrganisationKind
from app.register.queries import organisations as queries
from app.register.rules.organisations import OrganisationFacts
from app.register.services import organisations as services

COMPANY, GROUP, GOVERNMENT = OrganisationKind.COMPANY, OrganisationKind.OWN_GROUP, OrganisationKind.GOVERNMENT


@dataclass(frozen=True)
class Party:
    key: str
    name: str
    kana: str = ""
    latin: str = ""
    kind: OrganisationKind = COMPANY
    country: str = "JP"
    parent: str = ""
    note: str = ""


REAL = (
    Party("fixer", "株式会社FIXER", "フィクサー", "FIXER Inc."),
    Party("microsoft", "Microsoft Corporation", "マイクロソフト", "Microsoft Corporation", country="US"),
    Party("microsoft_jp", "日本マイクロソフト株式会社", "ニホンマイクロソフト", parent="microsoft"),
    Party("amazon", "Amazon.com, Inc.", "アマゾン ドット コム", "Amazon.com, Inc.", country="US"),
    Party("aws", "Amazon Web Services, Inc.", "アマゾン ウェブ サービス", "Amazon Web Services, Inc.", country="US",
          parent="amazon"),
    Party("aws_jp", "アマゾン ウェブ サービス ジャパン合同会社", "アマゾン ウェブ サービス ジャパン", parent="amazon",
          note="グループの頂点のみ登録。直接の親会社は未確認。"),
)  # fmt: skip

INVENTED = (
    Party("card", "つばめカード株式会社", "ツバメカード", kind=GROUP, note="当行グループのカード会社（架空）"),
    Party("business", "つばめビジネスサービス株式会社", "ツバメビジネスサービス", kind=GROUP,
          note="事務集中を担う子会社（架空）"),
    Party("minato", "株式会社みなと印刷発送", "ミナトインサツハッソウ", note="通知物の印刷・封入・発送（架空）"),
    Party("hibari", "有限会社ひばり警備保障", "ヒバリケイビホショウ", note="本店・支店の機械警備（架空）"),
    Party("yamabiko", "やまびこ回線サービス株式会社", "ヤマビコカイセンサービス", note="専用回線と閉域網（架空）"),
    Party("kazaguruma", "株式会社かざぐるまデータ", "カザグルマデータ", note="勘定系の共同センター運営（架空）"),
    Party("shirakaba", "株式会社しらかば共同センター", "シラカバキョウドウセンター", parent="kazaguruma"),
    Party("akatsuki", "あかつきソフトウエア株式会社", "アカツキソフトウエア",
          note="ローン審査システムの開発・保守（架空）"),
    Party("hoshizora", "合同会社ほしぞらテスト工房", "ホシゾラテストコウボウ", note="テスト要員の派遣（架空）"),
    Party("kumonoue", "株式会社くものうえ運用", "クモノウエウンヨウ", note="クラウド監視・運用代行（架空）"),
    Party("tanpopo", "たんぽぽコールセンター株式会社", "タンポポコールセンター", note="電話受付と督促業務（架空）"),
    Party("sazanami", "株式会社さざなみ文書保管", "サザナミブンショホカン", note="契約書原本の保管（架空）"),
    Party("ginrei", "銀嶺現金輸送株式会社", "ギンレイゲンキンユソウ", note="現金輸送とATM装填（架空）"),
    Party("tsukushi", "株式会社つくしATMサービス", "ツクシエーティーエムサービス", note="ATM監視・保守（架空）"),
    Party("momiji", "もみじ信用保証株式会社", "モミジシンヨウホショウ", note="個人ローンの保証（架空）"),
    Party("nagisa", "なぎさ債権回収株式会社", "ナギササイケンカイシュウ", note="債権回収の委託先候補（架空）"),
    Party("kokage", "株式会社こかげ人材派遣", "コカゲジンザイハケン", note="事務スタッフの派遣（架空）"),
    Party("asagiri", "あさぎり法律事務所", "アサギリホウリツジムショ", note="顧問契約（架空）"),
    Party("mizuumi", "みずうみ会計システム株式会社", "ミズウミカイケイシステム", note="会計パッケージ（架空）"),
    Party("hayabusa", "はやぶさ鍵管理株式会社", "ハヤブサカギカンリ", note="電子証明書の発行（架空）"),
    Party("kotori", "株式会社ことり家計簿", "コトリカケイボ", note="口座情報を参照するAPI連携先（架空）"),
    Party("suzuran", "すずらん決済株式会社", "スズランケッサイ", note="即時口座振替の提携先（架空）"),
    Party("tatsumi", "たつみ電機保守株式会社", "タツミデンキホシュ", note="本部ビルの電源・空調保守（架空）"),
    Party("kirishima", "株式会社きりしま清掃", "キリシマセイソウ", note="店舗清掃（架空）"),
    Party("matsubokkuri", "株式会社まつぼっくりアプリ", "マツボックリアプリ", note="名刺管理アプリの提供（架空）"),
    Party("ayame", "あやめ調査株式会社", "アヤメチョウサ", note="不動産担保の現地調査（架空）"),
    Party("koyomi", "一般社団法人こよみ地域振興機構", "コヨミチイキシンコウキコウ", kind=GOVERNMENT,
          note="地公体からの受託事務の窓口（架空）"),
    Party("lakeside", "Lakeside Harbour Analytics Pte. Ltd.", "レイクサイド ハーバー アナリティクス",
          "Lakeside Harbour Analytics", country="SG", parent="", note="与信モデルの分析（架空）"),
)  # fmt: skip

# What a second pair of eyes added afterwards.
LATER = {
    "minato": "通知物の印刷・封入・発送（架空）。発送拠点は二か所。",
    "kazaguruma": "勘定系の共同センター運営（架空）。参加行の運営協議会に当行も出席。",
}


def add_all(cast: Cast) -> None:
    for party in (*REAL, *INVENTED):
        organisation = services.add_organisation(
            cast.ctx("takahashi"), _facts(cast, party), is_confirmed=True
        )
        cast.organisations[party.key] = organisation.id
        cast.done()
    by_key = {party.key: party for party in INVENTED}
    for key, text in LATER.items():
        ctx = cast.ctx("sato")
        organisation = queries.get_organisation(ctx, cast.organisations[key])
        facts = replace(_facts(cast, by_key[key]), note=text)
        services.edit_organisation(ctx, organisation, facts, version=organisation.version)
        cast.done()


def _facts(cast: Cast, party: Party) -> OrganisationFacts:
    return OrganisationFacts(
        name=party.name,
        name_kana=party.kana,
        name_latin=party.latin,
        kind=party.kind,
        country=party.country,
        no_number_reason=NoNumberReason.NOT_YET_CHECKED if party.country == "JP" else NoNumberReason.FOREIGN,
        parent_id=cast.organisations[party.parent] if party.parent else None,
        note=party.note,
    )
