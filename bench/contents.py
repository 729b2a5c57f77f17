"""Made-up content to measure the standards by: an edition of 324 items with a crosswalk to the next one, and a
responsibility matrix with a row for each item, for each of 50 services."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.standards.content.catalogue import Catalogue, all_items
from app.standards.content.frameworks import Crosswalk, EditionItems, Framework
from app.standards.content.loading import load_all
from app.standards.content.matrices import Matrix
from app.standards.content.questionnaires import Questionnaire

ITEMS, SERVICES, GROUPS = 324, 50, 12
FIRST, SECOND = "bench/1", "bench/2"
QUESTIONS_ON_FIRST = 4  # every so many questions touch the first item
ACTORS = ("institution", "provider", "platform", "integrator", "carrier")
CONDITIONS = 5
DUTIES = ("yes", "no", "conditional", "unknown", "yes", "no", "yes")
ASKED = ("to20", "to21", "to22", "to23", "to24")

Written = dict[str, Any]


def both(ja: str, en: str) -> Written:
    return {"ja": ja, "en": en}


def ref(number: int) -> str:
    return f"計{number}"


def everything(services: Sequence[str]) -> tuple[list[Questionnaire], Catalogue]:
    """What is delivered with the product, and on top of it what is made up for these services."""
    questionnaires, catalogue = load_all()
    newest = {key: versions[-1].content for key, versions in questionnaires.items()}
    asked = _questionnaire([newest[key] for key in ASKED])
    return [*newest.values(), asked], _with_ours(catalogue, services)


def _with_ours(catalogue: Catalogue, services: Sequence[str]) -> Catalogue:
    framework = Framework.model_validate(_framework())
    editions = {name: EditionItems.model_validate(_edition(name)) for name in (FIRST, SECOND)}
    held = {**catalogue.editions, **editions}
    crosswalk = Crosswalk.model_validate(_crosswalk())
    matrices = [Matrix.model_validate(matrix(number, name)) for number, name in enumerate(services)]
    return replace(
        catalogue,
        frameworks={**catalogue.frameworks, framework.key: framework},
        editions=held,
        items={item.ref: item for item in all_items(held)},
        crosswalks={**catalogue.crosswalks, crosswalk.key: crosswalk},
        matrices={**catalogue.matrices, **{(one.key, one.version): one for one in matrices}},
    )


def _cited(number: int = 1) -> Written:
    return {"sources": [{"from": "BG", "cite": f"{number}"}], "certainty": "proposed"}


def _framework() -> Written:
    return {
        "key": "bench",
        "title": both("計測用の基準", "Standard to measure by"),
        "publisher": both("計測", "Benchmark"),
        "about": both("計測のためだけに作った基準です。", "Made up to measure with."),
        "editions": [
            {"key": key, "title": both(f"第{key}版", f"Edition {key}"), "counts": {"計": ITEMS}, **_cited()}
            for key in ("1", "2")
        ],
    }


def _edition(name: str) -> Written:
    size = ITEMS // GROUPS
    groups = [
        {
            "key": f"g{at}",
            "title": both(f"第{at + 1}章", f"Chapter {at + 1}"),
            "items": [_item(at * size + one + 1) for one in range(size)],
        }
        for at in range(GROUPS)
    ]
    return {"framework": "bench", "edition": name.partition("/")[2], "groups": groups}


def _item(number: int) -> Written:
    return {
        "ref": ref(number),
        "title": both(f"計測項目{number}の管理", f"Control of measured item {number}"),
        "about": both(
            f"計測項目{number}について行うことを述べます。", f"What is to be done on item {number}."
        ),
        **_cited(number),
    }


def _crosswalk() -> Written:
    """Every tenth item changes its number, every fiftieth goes into two."""
    pairs = []
    for number in range(1, ITEMS + 1):
        after = [ref(number % ITEMS + 1) if number % 10 == 0 else ref(number)]
        if number % 50 == 0:
            after.append(ref(number - 1))
        pairs.append({"from": ref(number), "to": after, **_cited(number)})
    title = both("計測用の読替え", "Crosswalk to measure by")
    return {"key": "bench-1-2", "title": title, "from": FIRST, "to": SECOND, "pairs": pairs}


def matrix_key(number: int) -> str:
    return f"bench-{number + 1:02d}"


def matrix(number: int, service: str) -> Written:
    """A row for each item; what is said differs from service to service."""
    return {
        "key": matrix_key(number), "version": 1, "service": both(service, service), "edition": FIRST,
        "title": both(f"{service} 責任分界表", f"{service}: who does what"),
        "about": both("計測のために作った責任分界表です。", "A matrix made up to measure with."),
        "caution": both("計測用であり、事実ではありません。", "For measuring only, and no fact."),
        "actors": [{"key": key, "title": both(f"関係者{at}", f"Party {at}")} for at, key in enumerate(ACTORS, 1)],
        "conditions": [_condition(at) for at in range(CONDITIONS)],
        "rows": [_row(number, at) for at in range(1, ITEMS + 1)],
    }  # fmt: skip


def _condition(number: int) -> Written:
    options = [{"key": f"o{at}", "label": both(f"選択肢{at}", f"Option {at}")} for at in range(3)]
    question = both(f"計測の条件{number + 1}はどれですか。", f"Which is condition {number + 1}?")
    return {"key": f"c{number}", "question": question, "options": options}


def _row(number: int, item: int) -> Written:
    chapter = (item - 1) // (ITEMS // GROUPS) + 1
    return {
        "id": f"r{item}", "chapter": both(f"第{chapter}章", f"Chapter {chapter}"), "label": f"({item})",
        "items": [ref(item)], "note": both(f"計測項目{item}の分担です。", f"Who does item {item}."),
        "duties": [_duty(actor, number + item + at * 3) for at, actor in enumerate(ACTORS)], **_cited(item),
    }  # fmt: skip


def _duty(actor: str, turn: int) -> Written:
    kinds = [DUTIES[(turn + side * 2) % len(DUTIES)] for side in range(3)]
    said: Written = {"actor": actor, "does": kinds[0], "accountable": kinds[1], "proof": kinds[2]}
    if "conditional" in kinds:
        said["when"] = {"condition": f"c{turn % CONDITIONS}", "in": [f"o{turn % 3}"]}
    return said


def _questionnaire(of: list[Questionnaire]) -> Questionnaire:
    """The delivered questions on the third parties, put to the items that are measured."""
    sections, at = [], 0
    for each in of:
        for section in each.sections:
            questions = []
            for question in section.questions:
                at += 1
                questions.append(
                    question.model_copy(update={"id": f"bench-{question.id}", "touches": touched(at)})
                )
            key = f"{each.key}-{section.key}"
            sections.append(section.model_copy(update={"key": key, "questions": tuple(questions)}))
    return of[0].model_copy(update={"key": "bench", "edition": FIRST, "sections": tuple(sections)})


def touched(number: int) -> tuple[str, ...]:
    first = [f"{FIRST}/{ref(1)}"] if number % QUESTIONS_ON_FIRST == 0 else []
    return (*first, *(f"{FIRST}/{ref((number + step) % ITEMS + 1)}" for step in (1, 97, 193)))
