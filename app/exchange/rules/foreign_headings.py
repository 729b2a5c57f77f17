"""Which rows of a strange questionnaire name its columns, and what each column holds by its name."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.exchange.reading.book import MAX_COLUMNS, Merged, Sheet
from app.exchange.reading.headers import DEEPEST, TALLEST, stacks
from app.exchange.reading.spellings import JOINT
from app.exchange.rules.foreign_values import is_id, text_of


class Role(StrEnum):
    NUMBER = "number"
    QUESTION = "question"
    ANSWER = "answer"
    YES = "yes"
    NO = "no"
    NA = "na"
    PARTIAL = "partial"
    COMMENT = "comment"
    EVIDENCE = "evidence"
    SECTION = "section"
    CONTROL = "control"  # the number of the control that the question belongs to
    OWNER = "owner"  # who is responsible
    GUIDANCE = "guidance"
    REVIEW = "review"  # what whoever asked writes


TICKS = (Role.YES, Role.NO, Role.NA, Role.PARTIAL)
# A role that only one column can have; of the others the first one leads and all are read.
SINGLE = frozenset({Role.NUMBER, Role.QUESTION, Role.ANSWER, *TICKS})
_WEIGHTS = {
    Role.NUMBER: 2.0, Role.QUESTION: 2.0, Role.ANSWER: 2.5, Role.COMMENT: 1.0, Role.GUIDANCE: 0.8,
    Role.OWNER: 0.8, Role.EVIDENCE: 0.8,
}  # fmt: skip
_VAGUE = (Role.SECTION, Role.NUMBER, Role.QUESTION)
_LESS, _TICK, _LOWER = 0.5, 1.2, 0.1
ENOUGH = 2.0
_LONGEST_HEADING = 79  # a longer one was cut
_LONGEST_EXACT = 16

_EXACT: Mapping[Role, frozenset[str]] = {
    Role.YES: frozenset({"yes", "y", "はい", "有", "有り", "あり", "○", "適", "適合", "実施", "対応済", "true"}),
    Role.NO: frozenset({"no", "n", "いいえ", "無", "無し", "なし", "×", "否", "不適合", "未実施", "未対応", "false"}),
    Role.NA: frozenset({
        "na", "n/a", "n.a.", "n.a", "not applicable", "該当なし", "該当無し", "対象外", "非該当", "適用外",
    }),
    Role.PARTIAL: frozenset({"partial", "partially", "partly", "一部", "一部実施", "一部対応", "△"}),
}  # fmt: skip
_NOTHING = re.compile(
    r"options?\b|choices|allowed|possible|expected|\btype\b|\bformat\b|\bdate\b|\bdue\b|選択肢|回答形式|回答日|回答者"
    r"|回答期限|回答部署|respondent name|answered by|completed by|response time|previous|last year|昨年|前回"
)
_EITHER = re.compile(
    r"^(yes|y|はい|有|○|可|適)\s*[/,・|｜またはor ]{1,5}\s*(no|n|いいえ|無|×|否|不適)\b|^有無$|^可否$|^適否$|^諾否$"
)
_ID_WORD = r"(?:ids?|identifiers?|#|no\.?|nos\.?|num\.?|numbers?|nr\.?|index|code|ref\.?|references?)"
_NUMBERS = re.compile(
    rf"^(?:[a-z&]{{1,14}}[ ._-]){{0,3}}"
    rf"(?:question|ques\.?|q|control|item|requirement|req\.?|check|serial|s|sr)?[ ._-]?{_ID_WORD}$"
    r"|^#$|^№$|^[a-z]{1,3}id$|(?:^|質問|設問|項目|確認|管理|チェック|要件|通し?|連)(?:番号?|no\.?|id|項番)$|^項番$|^項$|^q$"
)
_PATTERNS: Sequence[tuple[Role, re.Pattern[str]]] = (
    (Role.REVIEW, re.compile(
        r"analyst|reviewer|assessor|evaluat|internal use|auditor|\bscor|weight|risk rating|risk level|severity"
        r"|compliant (?:response|answer)|override|preferred|確認者|評価者|判定|採点|当行|当金庫|当組合"
        r"|当社記入|審査|委託元"
    )),
    (Role.GUIDANCE, re.compile(
        r"guidance|instruction|\bhelp\b|hint|tool ?tip|reason for question|follow[- ]?up|ガイダンス|記入要領|記入方法"
        r"|記入例|解説|例示|留意|着眼点"
    )),
    (Role.EVIDENCE, re.compile(
        r"evidence|attach|supporting doc|artifact|artefact|\bproof\b|\burl\b|証跡|エビデンス|添付|証憑"
        r"|根拠資料|参照資料"
    )),
    (Role.COMMENT, re.compile(
        r"additional info|comment|\bnotes?\b|explanation|explain|implementation desc|details?\b|remark|justif"
        r"|rationale|narrative|supporting info|further info|補足|備考|コメント|特記|詳細|根拠|理由|対策内容|実施内容"
        r"|具体的|摘要"
    )),
    (Role.OWNER, re.compile(r"ownership|responsib|ssrm|\bcsc\b|\bowner\b|accountab|主体|担当|責任")),
    (Role.NUMBER, _NUMBERS),
    (Role.SECTION, re.compile(
        r"\bdomain|section|categor|\barea\b|topic|family|\bgroup\b|chapter|control title|分類|大項目|中項目|小項目|区分"
        r"|領域|カテゴリ|分野|^章|^節"
    )),
    (Role.ANSWER, re.compile(
        r"\banswers?\b|\bresponses?\b|回答|対応状況|実施状況|充足状況|適合状況|整備状況|compliance status"
        r"|^compl(?:iance|iant|ies|y)\b"
        r"|^status$|in place|implemented"
    )),
    (Role.QUESTION, re.compile(
        r"question|requirement|inquir|\bquery\b|specification|control desc|control statement|criteria|^controls?$"
        r"|^description$|設問|質問|確認事項|確認項目|確認内容|チェック項目|チェック内容|点検項目|要求事項|評価項目|要件"
        r"|管理策|対策項目|^項目$|^内容$"
    )),
)  # fmt: skip
_BRACKETS = re.compile(r"[(\[{【〔［「『<〈《][^)\]}】〕］」』>〉》]{0,80}[)\]}】〕］」』>〉》]")
_ABBREVIATED = frozenset({"no.", "n.a.", "n.a"})
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Column:
    role: Role
    index: int
    heading: str


@dataclass(frozen=True, slots=True)
class Heading:
    """`rows` counts from 0 and is empty where no row names the columns. `texts`: column → what stands above it."""

    rows: tuple[int, ...]
    texts: Mapping[int, str]
    roles: Mapping[int, Role]
    # Named above several columns at once: that it is there is known, and not in which of them.
    spread: frozenset[Role] = frozenset()

    @property
    def first_row(self) -> int:
        return self.rows[-1] + 1 if self.rows else 0


NO_HEADING = Heading((), {}, {})


def plain(heading: str) -> str:
    """A heading without case, notes in brackets and marks at its ends."""
    said = _SPACES.sub(" ", unicodedata.normalize("NFKC", heading)).strip().lower()
    bare = said if said in _ABBREVIATED else _BRACKETS.sub(" ", said).strip(" *:：※.、")
    return _SPACES.sub(" ", bare) or said


def role_of(parts: Sequence[str]) -> Role | None:
    """By the lowest of the texts above a column that says anything."""
    for part in reversed(parts):
        if (role := _role_of(plain(part))) is not None:
            return role
    return None


def _role_of(said: str) -> Role | None:
    said = said.replace("〇", "○").replace("◯", "○")
    if len(said) <= _LONGEST_EXACT:
        for role, words in _EXACT.items():
            if said in words:
                return role
    if len(said) > _LONGEST_HEADING:
        return None
    if _EITHER.search(said):
        return Role.ANSWER
    found = next((role for role, pattern in _PATTERNS if pattern.search(said)), None)
    return None if found in (Role.ANSWER, Role.QUESTION) and _NOTHING.search(said) else found


def find(sheet: Sheet) -> Heading:
    """The rows whose texts name most columns; fewer and higher rows first."""
    best, most = NO_HEADING, 0.0
    for top in [at for at, row in enumerate(sheet.rows[: DEEPEST * 5]) if row][:DEEPEST]:
        for height in range(1, TALLEST + 1):
            if height > 1 and not _may_continue(sheet, top, top + height - 1):
                break
            heading = at(sheet, top, height)
            score = _score(heading) - _LOWER * (height - 1)
            if score >= ENOUGH and score > most:
                best, most = heading, score
    return _whole(sheet, best)


def _whole(sheet: Sheet, heading: Heading) -> Heading:
    """With the rows that its merged cells reach, and a row above that says of what there are several."""
    if not heading.rows:
        return heading
    top, bottom = heading.rows[0], heading.rows[-1]
    for one in sheet.merged:
        if one.bottom > one.top and one.left in heading.roles and one.top <= bottom and one.bottom >= top:
            top, bottom = min(top, one.top), max(bottom, one.bottom)
    over = [one for one in sheet.merged if one.top == one.bottom == top - 1 and one.right > one.left]
    if any(_stands_over(one, heading) for one in over):
        top -= 1
    if bottom - top >= TALLEST or (top, bottom) == (heading.rows[0], heading.rows[-1]):
        return heading
    return at(sheet, top, bottom - top + 1)


def _stands_over(one: Merged, heading: Heading) -> bool:
    """Over several columns, and not over the whole table as a title does."""
    below = [index for index in heading.roles if one.left <= index <= one.right]
    return 1 < len(below) < len(heading.roles) - 1


def at(sheet: Sheet, top: int, height: int = 1) -> Heading:
    """The heading that these rows are."""
    columns = stacks(sheet, top, height)
    roles = {index: role for index, parts in columns.items() if (role := role_of(parts)) is not None}
    spread = set()
    for index, is_first in _spread(sheet, top + height - 1):
        if index in roles and (roles[index] in _VAGUE or not is_first):
            spread.add(roles.pop(index))
    texts = {index: JOINT.join(parts) for index, parts in columns.items()}
    found = frozenset(spread - {Role.SECTION})
    return Heading(tuple(range(top, top + height)), texts, _told_apart(columns, roles), found)


def _spread(sheet: Sheet, row: int) -> list[tuple[int, bool]]:
    """The columns of cells that are merged across in the lowest row of a heading, and whether each is the first."""
    return [
        (index, index == one.left)
        for one in sheet.merged
        if one.top <= row <= one.bottom and one.right > one.left
        for index in range(one.left, min(one.right + 1, MAX_COLUMNS))
    ]


def _told_apart(columns: Mapping[int, Sequence[str]], roles: Mapping[int, Role]) -> dict[int, Role]:
    """Yes and no are columns to tick only beside one another; a word alone may head anything."""
    found = dict(roles)
    if len({role for role in roles.values() if role in TICKS}) < 2:
        for index, role in roles.items():
            if role in TICKS:
                del found[index]
            if role == Role.NO and plain(columns[index][-1]) == "no":
                found[index] = Role.NUMBER
    nos = [index for index, role in found.items() if role == Role.NO]
    if len(nos) > 1 and plain(columns[nos[0]][-1]) == "no":
        found[nos[0]] = Role.NUMBER
    numbers = [index for index, role in found.items() if role == Role.NUMBER]
    asked = [index for index in numbers if "control" not in plain(columns[index][-1])]
    if asked:
        found |= {index: Role.CONTROL for index in numbers if index not in asked}
    return found


def _may_continue(sheet: Sheet, top: int, below: int) -> bool:
    """Whether a further row still names columns: short texts, none of which is a number of a question, below a cell
    that is merged over them or down to them, or choices to tick."""
    if below >= len(sheet.rows):
        return False
    texts = [text for cell in sheet.rows[below] if (text := text_of(cell))]
    if not texts or any(len(text) > _LONGEST_HEADING or is_id(text) for text in texts):
        return False
    spans = any(
        top <= one.top < below and (one.right > one.left or one.bottom >= below) for one in sheet.merged
    )
    ticks = {role for text in texts if (role := _role_of(plain(text))) in TICKS}
    return (spans and len(set(texts)) == len(texts)) or len(ticks) > 1


def _score(heading: Heading) -> float:
    if any(len(text) > len(JOINT) * TALLEST + TALLEST * 80 for text in heading.texts.values()):
        return 0.0
    seen = list(heading.roles.values())
    return sum(_weighed(seen)) - _LESS * sum(is_id(text) for text in heading.texts.values())


def _weighed(roles: Sequence[Role]) -> Iterator[float]:
    for role in set(roles):
        yield _TICK if role in TICKS else _WEIGHTS.get(role, _LESS)
