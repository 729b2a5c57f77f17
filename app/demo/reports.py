"""保証報告書・認証 of the demonstration: of Microsoft what everybody knows exists, and nothing of what stands in it;
of an invented printer one report with everything that a report can say.

A year before ends soon, so that the reminders have something to say.
"""

from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

from sqlalchemy import select

from app.assurance.models import (
    AssuranceReport,
    Disclosure,
    DutyState,
    FileKind,
    Opinion,
    ReportKind,
    SocType,
    SubserviceMethod,
)
from app.assurance.queries import reports as queries
from app.assurance.rules.letters import LetterFacts
from app.assurance.rules.reports import ReportFacts
from app.assurance.services import duties, parts, reading
from app.assurance.services import files as file_services
from app.assurance.services import reports as services
from app.assurance.services.duties import DutyFacts
from app.assurance.services.files import FileFacts
from app.assurance.services.parts import ExceptionFacts, SubserviceFacts
from app.core import files
from app.core.db import db
from app.demo.acting import Cast
from app.demo.answers_papers import paper
from app.register.models import Service
from app.register.queries import engagements

NOTE = "デモ用の記録です。実際の報告書の内容ではありません。"
MOST = 100_000
TERMS = (
    "本報告書は、受託会社の内部統制を評価する目的にのみ利用し、秘密保持契約に定める範囲を超えて第三者に開示しません。"
    "（デモ用の文面）"
)
CONTROLS = (
    "CUEC-1 委託元は、送付データの授受に用いる利用者IDの登録・変更・削除を承認し、少なくとも年1回見直す。\n"
    "CUEC-2 委託元は、印刷内容の校正刷りを確認し、承認した記録を残す。\n"
    "CUEC-3 委託元は、送付件数と納品報告の件数を照合する。\n"
    "CUEC-4 委託元は、障害・紛失の連絡先を最新に保ち、変更があれば受託会社に通知する。"
)
LINES = (
    "デモ用に作った1ページの文書です。",
    "架空の会社についての記録で、実在の監査法人・会社とは関係ありません。",
    "対象期間：{0.year}年10月1日～{1.year}年9月30日",
    "意見：限定付（例外事項1件）",
)
WRITTEN = timedelta(days=46)  # from the end of the period to the letter, which comes after the report


def _period(cast: Cast) -> tuple[date, date]:
    """The last one from October to September of which the report and the letter are there."""
    told = cast.today - WRITTEN
    year = told.year if told >= date(told.year, 9, 30) else told.year - 1
    return date(year - 1, 10, 1), date(year, 9, 30)


def record(cast: Cast) -> None:
    _microsoft(cast)
    made = _printer(cast)
    _parts(cast, made)
    _file(cast, made)
    _duties(cast, made)


def _microsoft(cast: Cast) -> None:
    """Neither an opinion nor an exception: nothing of a real report is told here, so that it counts as not issued
    until somebody has the paper and records what stands in it."""
    azure, (first, last) = _services(cast, "microsoft"), _period(cast)
    soc = ReportFacts(
        ReportKind.SOC2, "Microsoft Azure SOC 2 Type 2", cast.organisations["microsoft"],
        cast.people["takahashi"].id, soc_type=SocType.TYPE2, period_from_on=first,
        period_to_on=last, disclosure=Disclosure.LICENSED, terms=NOTE,
        source="提供者の文書公開サイト", note=f"{NOTE}発行日と意見は、入手した報告書を見て記録します。",
    )  # fmt: skip
    iso = ReportFacts(
        ReportKind.ISO27001, "Microsoft Azure ISO/IEC 27001", cast.organisations["microsoft"],
        cast.people["takahashi"].id, expires_on=cast.today + timedelta(days=80), disclosure=Disclosure.PUBLIC,
        source="提供者の文書公開サイト", note=f"{NOTE}有効期限はデモ用の日付です。",
    )  # fmt: skip
    for facts in (soc, iso):
        services.add_report(cast.ctx("takahashi"), facts, azure)
        cast.done()


def _printer(cast: Cast) -> AssuranceReport:
    first, last = _period(cast)
    facts = ReportFacts(
        ReportKind.SOC1, "印刷・封入・発送業務 受託会社報告書", cast.organisations["minato"],
        cast.people["takahashi"].id, "みさき監査法人（架空）", SocType.TYPE2, (), first, last,
        last + timedelta(days=41), opinion=Opinion.QUALIFIED,
        opinion_note="利用者IDの棚卸に関する統制を除き、適切に運用されているとの意見（架空）。",
        disclosure=Disclosure.NDA, terms=TERMS, source="受託会社から受領（架空）", note="架空の会社の記録です。",
    )  # fmt: skip
    made = services.add_report(cast.ctx("takahashi"), facts, _services(cast, "minato"))
    cast.done()
    mark = ReportFacts(
        ReportKind.PRIVACY_MARK, "プライバシーマーク", cast.organisations["minato"], cast.people["takahashi"].id,
        issued_on=cast.today - timedelta(days=700), expires_on=cast.today + timedelta(days=25),
        registration="デモ-00000000", disclosure=Disclosure.PUBLIC, note="架空の会社の記録です。",
    )  # fmt: skip
    services.add_report(cast.ctx("takahashi"), mark, _services(cast, "minato"))
    cast.done()
    return made


def _services(cast: Cast, organisation: str) -> list[UUID]:
    query = select(Service.id).where(Service.organisation_id == cast.organisations[organisation])
    return list(db.session.scalars(query.order_by(Service.id)))


def _parts(cast: Cast, made: AssuranceReport) -> None:
    ctx, (_first, last) = cast.ctx("takahashi"), _period(cast)
    parts.set_exception(
        ctx, made,
        ExceptionFacts(
            "抽出した25件のうち2件で、退職者の利用者IDの削除が定めた期限を過ぎていた。", "統制4.2 利用者IDの棚卸",
            f"人事異動の連絡を自動化し、{last.year}年12月から運用する（受託会社の回答）。",
            "当行のデータに触れるIDではないことを確認した。次回の報告書で改善を確かめる。", is_relevant=True,
        ),
    )  # fmt: skip
    cast.done()
    parts.set_subservice(
        ctx, made,
        SubserviceFacts(
            "さざなみ文書保管", SubserviceMethod.CARVE_OUT, cast.organisations["sazanami"], "返戻郵便物の保管"
        ),
    )  # fmt: skip
    cast.done()
    parts.set_letter(
        ctx,
        made,
        LetterFacts(
            last + timedelta(days=1),
            last + timedelta(days=31),
            last + WRITTEN,
            "統制に重要な変更はないとの通知（架空）",
        ),
    )
    cast.done()
    parts.add_controls(ctx, made, CONTROLS)
    cast.done()


def _file(cast: Cast, made: AssuranceReport) -> None:
    kept = files.keep(
        BytesIO(paper(made.title, tuple(line.format(*_period(cast)) for line in LINES))),
        "受託会社報告書（デモ）.pdf",
        most=MOST,
    )
    file_services.add(cast.ctx("takahashi"), made, kept, FileFacts(FileKind.REPORT, Disclosure.NDA))
    cast.done()
    reading.name_reader(
        cast.ctx("takahashi"), made, cast.people["watanabe"].id, purpose="システムリスク評価での参照"
    )
    cast.done()


def _duties(cast: Cast, made: AssuranceReport) -> None:
    """Two settled, one open, one not taken up yet."""
    ctx = cast.ctx("kimura")
    engagement = engagements.get_engagement(ctx, cast.engagements["print"])
    chosen = {one.id for one in queries.controls_of(made)[:3]}
    facts = DutyFacts(cast.people["kimura"].id, cast.today + timedelta(days=40))
    given = duties.give(ctx, engagement, made, chosen, facts)
    cast.done()
    for duty, state, note in (
        (given[0], DutyState.DONE, "年1回、4月に利用者IDを見直している。直近は2026年4月。"),
        (given[1], DutyState.NOT_NEEDED, "校正は広報部が行っており、この案件の範囲に含まれない。"),
    ):
        duties.settle(ctx, engagement, duty, state, note=note)
        cast.done()
