"""セキュリティリファレンス at つばめ銀行: skeletons of three published ones, one that an invented vendor wrote itself
in its portal, one of another vendor in two versions, and self-checks: within the premises, outside, and one that is
held against the version before. Outside is the one of AWS: its overview names no service models.

Of Azure, AWS and cloud.config there is only what public overviews state. Days that those do not name are taken as
the last of the month or year that they do.
"""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from app.assurance.models import Disclosure
from app.core.db import db
from app.demo.acting import Cast
from app.references.delivered import AWS, AZURE, CLOUD_CONFIG, Skeleton
from app.references.models import Conformity, OwnState, ReferenceVersion, SecurityReference, SelfCheck
from app.references.queries import checking as queries
from app.references.queries.references import records_of
from app.references.rules.facts import RecordFacts, ReferenceFacts, VersionFacts, version_facts
from app.references.services import checking, keeping, skeletons, writing
from app.references.services.checking import OwnFacts
from app.register.models import ServiceModel
from app.register.queries import engagements, services

TERMS = "説明書は、委託先の評価にのみ利用し、当行の外に開示しません。（デモ用の文面）"
KEEPER, PUBLISHER = "takahashi", "takahashi"
CAN, IF, OUT = Conformity.CONFORMABLE, Conformity.CONDITIONAL, Conformity.OUT_OF_SCOPE
DONE, PARTLY, NOT_DONE, NOT_NEEDED = OwnState.DONE, OwnState.PARTLY, OwnState.NOT_DONE, OwnState.NOT_NEEDED
# What the invented vendor says to items: conformity, what it does, what its customer has to do.
THEIRS = {
    "統20": (CAN, "外部委託の管理規程を定め、年一回見直している。", "委託先の評価を行い、結果を記録する。"),
    "統21": (CAN, "契約書のひな型に安全対策の条項を入れている。", "契約に必要な条項があるかを確かめる。"),
    "統22": (CAN, "要員に守秘と安全対策の教育を年二回行う。", "要員への指示の窓口を決める。"),
    "統23": (CAN, "作業の記録を月次で提出する。", "提出された記録を点検する。"),
    "統24": (OUT, "クラウドサービスの提供はしていない。", ""),
    "実75": (CAN, "開発環境を本番環境から分けている。", "本番環境への移送を承認する。"),
    "実76": (IF, "試験の計画と結果を文書で残す。", "受入試験を行う。"),
    "実77": (IF, "変更は二名で確かめてから引き渡す。", "変更を承認する手順を定める。"),
}
CONDITIONS = {
    "実76": "本番の個人データを試験に使わない場合に限る。",
    "実77": "緊急の変更を除く。緊急の変更は、金融機関が事後に確かめる場合に限る。",
}
OURS = {
    "統20": (DONE, "外部委託管理規程第8条。直近の評価は本年度。", None),
    "統21": (DONE, "基本契約第12条～第18条。", None),
    "統22": (PARTLY, "窓口は決めたが、一覧の更新が遅れている。", 45),
    "統23": (NOT_DONE, "点検の手順が未整備。", 30),
    "統24": (NOT_NEEDED, "この案件ではクラウドサービスを使わない。", None),
    "実75": (DONE, "移送の承認は当部の役席者が行う。", None),
    "実76": (DONE, "受入試験の実施要領による。", None),
    "実77": (DONE, "変更管理手順の第4項により、緊急の変更は翌営業日に当部が記録を確かめる。", None),
}
# Of these conditions our own measure says how they are met.
MET = ("実77",)
# What the watching vendor's paper said last year, and where this year's says something else.
WATCHED = {
    "統20": (CAN, "外部委託の管理規程を定め、年一回見直している。", "委託先の評価を行い、結果を記録する。"),
    "統23": (CAN, "監視の記録を月次で提出する。", "提出された記録を点検する。"),
    "統24": (CAN, "監視の対象と範囲を契約ごとに定める。", "クラウド事業者との責任の分担を確かめる。"),
    "統16": (CAN, "障害の連絡訓練を年一回行う。夜間は対象に含めない。", "訓練に参加する。"),
    "統22": (CAN, "監視の要員に守秘の誓約と年一回の教育を課す。", "要員の名簿を受け取る。"),
    "実77": (OUT, "変更の作業は行わない。", ""),
}
WATCHED_NOW = {
    "統16": (CAN, "夜間を含む障害の連絡訓練を年二回行う。", "夜間の連絡先を届け出て、訓練に参加する。"),
    "実75": (CAN, "監視の設定を検証の環境で確かめてから反映する。", "設定の変更を承認する。"),
}
GONE = "実77"
OURS_WATCHED = {
    "統20": (DONE, "外部委託管理規程第8条。", None),
    "統23": (DONE, "月次の報告書をIT企画部で点検している。", None),
    "統16": (PARTLY, "平日の訓練だけに参加している。", 20),
}


def write(cast: Cast) -> None:
    _skeleton(cast, AZURE, "microsoft", "Azure")
    aws = _published(cast, _skeleton(cast, AWS, "aws", "AWS"), date(2016, 11, 30))
    config = _published(cast, _skeleton(cast, CLOUD_CONFIG, "fixer", "cloud.config"), date(2018, 12, 31))
    theirs = _of_vendor(cast)
    _check(cast, "loan_dev", "sato", theirs, OURS)
    _check(cast, "fixer", "sato", config, {"統4": (DONE, "システム運用規程第5条。", None)})
    _check(cast, "aws", "kimura", aws, {"運109": (DONE, "利用契約とSLAを年一回見直している。", None)})
    _watched(cast)


def _service(cast: Cast, party: str, name: str) -> UUID:
    found = services.services_of(cast.ctx(KEEPER), cast.organisations[party], limit=50)
    service_id: UUID = next(one.id for one in found if name in one.name)
    return service_id


def _skeleton(cast: Cast, skeleton: Skeleton, party: str, name: str) -> ReferenceVersion:
    made = skeletons.start(
        cast.ctx(KEEPER), skeleton, _service(cast, party, name), owner_id=cast.people[KEEPER].id
    )
    cast.done()
    return made


def _published(cast: Cast, draft: ReferenceVersion, day: date) -> ReferenceVersion:
    facts = replace(version_facts(draft), as_of_on=day)
    writing.edit_version(cast.ctx(KEEPER), draft, facts, seen=draft.version)
    cast.done()
    writing.publish(cast.ctx(PUBLISHER), draft, seen=draft.version)
    cast.done()
    return draft


def _of_vendor(cast: Cast) -> ReferenceVersion:
    """Shared with the vendor, whose own person writes and publishes it."""
    facts = ReferenceFacts(
        title="システム開発・保守 安全対策リファレンス", edition="fisc/9r2", is_shared=True,
        service_id=_service(cast, "akatsuki", "開発・保守"), owner_id=cast.people[KEEPER].id,
        source="あかつきソフトウエアがポータルで作成",
    )  # fmt: skip
    reference: SecurityReference = keeping.add_reference(cast.ctx(KEEPER), facts)
    cast.done()
    draft = writing.begin(cast.ctx("hori"), reference)
    cast.done()
    head = VersionFacts(
        label="初版", authors=("あかつきソフトウエア株式会社",),
        premise_models=(ServiceModel.DEVELOPMENT.value,),
        premise="個人ローン審査システムの開発・保守を、つばめ銀行の環境で行う場合。",
        as_of_on=cast.today - timedelta(days=50),
    )  # fmt: skip
    writing.edit_version(cast.ctx("hori"), draft, head, seen=draft.version)
    cast.done()
    writing.set_records(cast.ctx("hori"), draft, _records(THEIRS))
    cast.done()
    writing.publish(cast.ctx("hori"), draft, seen=draft.version)
    cast.done()
    return draft


def _watched(cast: Cast) -> None:
    """Recorded by us from the vendor's paper. Our check is still held against the first version."""
    facts = ReferenceFacts(
        title="クラウド監視・運用代行 安全対策の説明書", edition="fisc/9r2",
        service_id=_service(cast, "kumonoue", "監視"), owner_id=cast.people[KEEPER].id,
        source="株式会社くものうえ運用から受領した説明書（架空）", disclosure=Disclosure.NDA, terms=TERMS,
    )  # fmt: skip
    reference = keeping.add_reference(cast.ctx(KEEPER), facts)
    cast.done()
    first = _written(cast, writing.begin(cast.ctx(KEEPER), reference), "2025年版", 410, WATCHED)
    _check(cast, "watch", "kimura", first, OURS_WATCHED)
    draft = writing.begin(cast.ctx(KEEPER), reference, first)
    cast.done()
    gone = next(one for one in records_of(draft.id) if one.item == GONE)
    writing.remove_record(cast.ctx(KEEPER), draft, gone)
    cast.done()
    _written(cast, draft, "2026年版", 20, WATCHED_NOW)


def _written(
    cast: Cast, draft: ReferenceVersion, label: str, days: int, said: dict[str, tuple[Conformity, str, str]]
) -> ReferenceVersion:
    head = VersionFacts(
        label=label, authors=("株式会社くものうえ運用",), premise_models=(ServiceModel.MANAGED.value,),
        premise="情報系データ基盤の監視を、国内の監視センターから行う場合。",
        as_of_on=cast.today - timedelta(days=days),
    )  # fmt: skip
    writing.edit_version(cast.ctx(KEEPER), draft, head, seen=draft.version)
    cast.done()
    writing.set_records(cast.ctx(KEEPER), draft, _records(said))
    cast.done()
    writing.publish(cast.ctx(PUBLISHER), draft, seen=draft.version)
    cast.done()
    return draft


def _records(said: dict[str, tuple[Conformity, str, str]]) -> dict[str, RecordFacts]:
    return {
        item: RecordFacts(
            conformity=can,
            confirmed=does,
            needed=needs,
            conformity_note=CONDITIONS[item] if can is IF else "",
        )
        for item, (can, does, needs) in said.items()
    }


def _check(
    cast: Cast,
    key: str,
    who: str,
    version: ReferenceVersion,
    entered: dict[str, tuple[OwnState, str, int | None]],
) -> SelfCheck:
    engagement = engagements.get_engagement(cast.ctx(who), cast.engagements[key])
    made = checking.begin(cast.ctx(who), engagement, db.session.get_one(ReferenceVersion, version.id))
    cast.done()
    for item, (state, measure, days) in entered.items():
        due = None if days is None else cast.today + timedelta(days=days)
        checking.set_item(
            cast.ctx(who),
            engagement,
            made,
            item,
            OwnFacts(state, measure, due, is_condition_met=item in MET),
            version=_seen(made, item),
        )
        cast.done()
    return made


def _seen(check: SelfCheck, item: str) -> int:
    row = next(iter(queries.rows_of(check, [item])), None)
    return row.version if row is not None else 0
