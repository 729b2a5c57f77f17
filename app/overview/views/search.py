"""One box that finds everything one may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from app.core.authz import signed_in
from app.core.context import Context
from app.core.search import Hit
from app.core.web import current_context
from app.overview import queries, ranking, records, renamed, rules
from app.overview.views import bp
from app.register.indexing.organisations import asked

PER_KIND = 20
ONE_KIND = 200
SUGGESTED = 8


@dataclass(frozen=True)
class Group:
    kind: str
    label: str
    detail_label: str
    count: int
    hits: list[tuple[Hit, str, str]]
    url: str


@bp.route("/search")
@signed_in
def search() -> ResponseReturnValue:
    ctx = current_context()
    words_asked = rules.tidy(request.args.get("q", ""))
    kind = request.args.get("kind", "")
    kinds = {k: p for k, p in records.findable().items() if kind not in records.FOUND or k == kind}
    hits = queries.find(ctx, asked(words_asked), kinds) + queries.find_people(ctx, words_asked, kinds)
    order = ranking.kinds_in_order(hits, words_asked)
    found = [hit.within(str(get_locale())) for hit in ranking.named_first(hits, words_asked)]
    if request.accept_mimetypes.best == "application/json":
        former = renamed.former_names(ctx, found[:SUGGESTED], words_asked)
        return jsonify([_suggestion(ctx, hit, former) for hit in found[:SUGGESTED]])
    return render_template(
        "overview/search.html",
        asked=words_asked,
        groups=_groups(ctx, found, order, words_asked, PER_KIND if len(kinds) > 1 else ONE_KIND),
        count=min(len(found), queries.COUNTED),
        is_cut=len(found) > queries.COUNTED,
        is_one_kind=len(kinds) == 1,
    )


def _suggestion(ctx: Context, hit: Hit, former: Mapping[UUID, str]) -> dict[str, str]:
    detail = " · ".join(filter(None, (records.label_of(hit.kind), hit.detail, _formerly(hit, former))))
    url = records.url_of(ctx, hit.kind, hit.record_id)
    return {"id": str(hit.record_id), "label": hit.title, "detail": detail, "url": url}


def _formerly(hit: Hit, former: Mapping[UUID, str]) -> str:
    name = former.get(hit.record_id)
    return gettext("formerly %(name)s", name=name) if name else ""


def _groups(ctx: Context, found: list[Hit], order: Sequence[str], asked: str, most: int) -> list[Group]:
    groups = []
    by_kind = {kind: [hit for hit in found if hit.kind == kind] for kind in order}
    listed = [hit for hits in by_kind.values() for hit in hits[:most]]
    former = renamed.former_names(ctx, listed, asked)
    for kind, hits in by_kind.items():
        if hits:
            shown = [
                (hit, records.url_of(ctx, kind, hit.record_id), _formerly(hit, former)) for hit in hits[:most]
            ]
            url = url_for("overview.search", q=asked, kind=kind) if len(hits) > len(shown) else ""
            groups.append(
                Group(kind, records.label_of(kind), records.detail_label(kind), len(hits), shown, url)
            )
    return groups
