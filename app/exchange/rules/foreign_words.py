"""The words of strange questionnaires: how answers are spelt, and how columns are called."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum


class Said(StrEnum):
    """In the order in which counts and lists name them."""

    YES = "yes"
    PARTIAL = "partial"
    PLANNED = "planned"  # planned, considered or under way: nothing is said to be in effect
    NO = "no"
    NA = "na"
    OTHER = "other"  # a further choice was ticked: unknown, not tested
    TEXT = "text"
    NONE = "none"
    CONFLICT = "conflict"


class Role(StrEnum):
    NUMBER = "number"
    QUESTION = "question"
    ANSWER = "answer"
    YES = "yes"
    PARTIAL = "partial"
    PLANNED = "planned"
    NO = "no"
    NA = "na"
    OTHER = "other"  # a further choice to tick: unknown, not tested
    COMMENT = "comment"
    EVIDENCE = "evidence"
    SECTION = "section"
    CONTROL = "control"  # the number of the control that the question belongs to
    OWNER = "owner"  # who is responsible
    GUIDANCE = "guidance"
    REVIEW = "review"  # what whoever asked writes


# --- answers -----------------------------------------------------------------------------------

_WORDS = {
    Said.YES: (
        "yes", "y", "true", "ok", "はい", "ハイ", "○", "◎", "●", "✓", "✔", "✅", "☑", "☒", "√", "レ", "■", "ü",
        "þ", "有", "有り", "あり", "可", "可能", "合", "適合", "適", "済", "適用", "遵守", "実施", "実施済",
        "実施済み", "実施している", "対応", "対応済", "対応済み", "対応可", "対応可能", "対応している",
        "整備済", "整備済み", "導入済", "導入済み", "策定済", "策定済み", "できている", "行っている",
        "implemented", "fully implemented", "fully", "compliant", "fully compliant", "in place", "met",
        "fully met", "supported", "pass", "passed", "conforms", "fulfilled", "ja", "oui", "sí", "si",
        "erfüllt", "umgesetzt", "conforme",
    ),
    Said.NO: (
        "no", "n", "false", "いいえ", "イイエ", "×", "✕", "✖", "✗", "✘", "無", "無し", "なし", "不適合", "否",
        "不可", "不可能", "未", "未済", "未実施", "未対応", "未整備", "未導入", "未策定", "対応不可",
        "対応なし", "実施なし", "実施していない", "対応していない", "できていない", "行っていない",
        "not implemented", "non-compliant", "noncompliant", "not compliant", "not in place", "not met",
        "not supported", "not yet", "fail", "failed", "nein", "non", "nicht erfüllt", "nicht umgesetzt",
        "non conforme",
    ),
    Said.NA: (
        "na", "n/a", "n / a", "n.a.", "n.a", "#n/a", "not applicable", "notapplicable", "does not apply",
        "out of scope", "not in scope", "該当なし", "該当無し", "該当無", "該当せず", "該当しない", "対象外",
        "対象なし", "非該当", "適用外", "適用なし", "適用対象外", "適用除外", "非適用", "nicht zutreffend",
        "nicht anwendbar", "entfällt", "non applicable", "sans objet", "no aplica",
    ),
    Said.PARTIAL: (
        "partial", "partially", "partly", "partially implemented", "partially compliant", "partially met",
        "yes/no", "yes with ccw", "in place with ccw",
        "yes with compensating control", "一部", "一部実施", "一部実施している", "一部実施済", "一部実施済み",
        "一部対応", "一部対応済", "一部対応している", "一部適合", "一部できている", "一部あり", "部分的",
        "部分的に実施", "部分対応", "△", "▲", "teilweise", "partiellement", "en partie", "parcialmente",
    ),
    # Work that is under way (対応中, in progress) stands here and not among the parts: nobody says that any part of it
    # is in effect, and what is not said must not raise an answer.
    Said.PLANNED: (
        "planned", "in planning", "under consideration", "to be implemented", "in preparation", "in progress",
        "work in progress", "underway", "under way", "partially planned", "予定", "予定あり", "計画", "計画中",
        "計画あり", "検討", "検討中", "検討予定", "準備中", "実施予定", "実施検討中", "実施を予定", "実施を検討中",
        "対応予定", "対応検討中", "対応を検討中", "対応準備中", "対応中", "整備予定", "整備中", "導入予定",
        "導入検討中", "導入中", "策定予定", "策定中", "構築中", "作成中", "改善中", "是正中", "geplant",
        "in planung", "in umsetzung", "prévu", "planifié", "en cours", "previsto", "planificado", "en curso",
    ),
}  # fmt: skip
_BY_WORD = {word: said for said, words in _WORDS.items() for word in words}
# The number of a choice before it, and the points that it gives behind it.
_CHOICE_NUMBER = re.compile(r"^[(<]?(?:\d{1,2}|[a-f])[)>]?\s*[.:、)>]\s*|^\d{1,2}\s*(?=[^\d\s.,/%-])")
_POINTS = re.compile(r"\s*[(\[](?:-?\d{1,3}\s*(?:点|points?|pts)?)[)\]]$")
_ROUND = str.maketrans({"〇": "○", "◯": "○", "⭕": "○", "Ｏ": "○"})
_LANGUAGES = (re.compile(r"\s+[/|]\s+|\s*[\n／｜]\s*"), re.compile(r"\s*/\s*"))


def word_of(text: str) -> Said | None:
    """What a cell says that holds an answer and nothing else: its number, or the same in two languages, may stand
    there too."""
    said = _known(text)
    if said is not None or not text:
        return said
    for between in _LANGUAGES:
        parts = between.split(text, maxsplit=1)
        if len(parts) > 1 and len(found := {_known(part) for part in parts}) == 1:
            return found.pop()
    return None


def _known(text: str) -> Said | None:
    folded = folded_answer(text)
    for one in (folded, _CHOICE_NUMBER.sub("", folded), _POINTS.sub("", folded)):
        if (said := _BY_WORD.get(one)) is not None:
            return said
    return _BY_WORD.get(_POINTS.sub("", _CHOICE_NUMBER.sub("", folded)))


def folded_answer(text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    return plain.strip(" .。!*").translate(_ROUND) or plain


# --- names of columns --------------------------------------------------------------------------

_LONGEST = 79  # a longer one was cut, and is a text
_LONGEST_CHOICE = 30
_ROLES = {
    Said.YES: Role.YES, Said.NO: Role.NO, Said.NA: Role.NA, Said.PARTIAL: Role.PARTIAL,
    Said.PLANNED: Role.PLANNED,
}  # fmt: skip
_WITH_LIMITS = re.compile(
    r"^(?:yes|in place|implemented|met)\b.{0,20}\b(?:with|ccw|compensat|remediat|partial|limit)"
)
_NOTHING = re.compile(
    r"options?\b|choices|allowed|possible|expected|\btype\b|\bformat\b|\bdate\b|\bdue\b|選択肢|回答形式|回答日|回答者"
    r"|回答期限|回答部署|respondent name|answered by|completed by|response time|previous|last year|昨年|前回"
)
_EITHER = re.compile(
    r"^(yes|y|はい|有|○|可|適)\s*[/,・|｜またはor ]{1,5}\s*(no|n|いいえ|無|×|否|不適)\b|^有無$|[可適諾]否$|の有無$"
)
_ID_WORD = r"(?:ids?|identifiers?|#|no\.?|nos\.?|num\.?|numbers?|nr\.?|index|code|ref\.?|references?)"
_NUMBERS = re.compile(
    rf"^(?:[a-z&]{{1,14}}[ ._-]){{0,3}}"
    rf"(?:question|ques\.?|q|control|item|requirement|req\.?|check|serial|s|sr)?[ ._-]?{_ID_WORD}$"
    r"|^#$|^№$|^(?:c|cg|cc|q|r|u|req|ctl)id$|(?:^|質問|設問|項目|確認|管理|チェック|要件|要求|通し?|連|整理)(?:番号?|no\.?|id|項番)$|^項番$|^項$|^q$"
)
_PATTERNS: Sequence[tuple[Role, re.Pattern[str]]] = (
    (Role.REVIEW, re.compile(
        r"analyst|reviewer|assessor|evaluat|internal use|auditor|\bscor|weight|risk rating|risk level|severity"
        r"|compliant (?:response|answer)|override|preferred|確認者|評価者|判定|採点|当行|当金庫|当組合"
        r"|当社記入|審査(?!対象)|委託元"
    )),
    (Role.GUIDANCE, re.compile(
        r"guidance|instruction|\bhelp\b|hint|tool ?tip|reason for question|follow[- ]?up|expected testing"
        r"|ガイダンス|記入要領|記入方法|記入例|設定例|解説|例示|留意|着眼点"
    )),
    (Role.EVIDENCE, re.compile(
        r"evidence|attach|supporting doc|artifact|artefact|\bproof\b|\burl\b|証跡|エビデンス|添付|証憑"
        r"|根拠資料|参照資料"
    )),
    (Role.COMMENT, re.compile(
        r"additional info|comment|\bnotes?\b|explanation|explain|implementation desc|details?\b|remark|justif"
        r"|rationale|narrative|supporting info|further info|bemerkung|kommentar"
        r"|erläuterung|commentaire|observaci|comentario|補足|備考|コメント|特記"
        r"|詳細|根拠|理由|対策内容|実施内容|対応内容|対応方法|具体的|摘要"
    )),
    (Role.OWNER, re.compile(r"ownership|responsib|ssrm|\bcsc\b|\bowner\b|accountab|主体|担当|責任")),
    (Role.NUMBER, _NUMBERS),
    (Role.SECTION, re.compile(
        r"\bdomain|section|categor|\barea\b|topic|family|\bgroup\b|chapter|control title|分類|大項目|中項目|小項目|区分"
        r"|領域|カテゴリ|分野|種別|^章|^節"
    )),
    (Role.ANSWER, re.compile(
        r"\banswers?\b|\bresponses?\b|antwort|réponse|respuesta|umsetzung(?:sstatus)?$|回答|対応状況|実施状況|充足状況|適合状況|整備状況|遵守状況|申請内容|開示内容|記入欄|記載欄"
        r"|compliance status|^compl(?:iance|iant|ies|y)\b|^status$|implementation status|in place|implemented"
    )),
    (Role.QUESTION, re.compile(
        r"question|requirement|inquir|\bquery\b|specification|control desc|control statement|criteri(?:a|on)"
        r"|^controls?$|^description$"
        r"|\breq\.? (?:desc|text)|\bfrage\b|anforderung|exigence|pregunta|requisito"
        r"|設問|質問|確認事項|確認項目|確認内容|確認ポイント|チェック項目|チェック内容|チェックポイント|点検項目|点検内容|要求事項|要求内容|評価項目|評価内容|診断内容|診断項目|審査対象項目|審査項目|調査項目|規定内容|記述内容|達成条件"
        r"|遵守事項|要件|管理策|対策項目|サービスレベル項目|^項目$|^内容$|^対策$"
    )),
)  # fmt: skip
# Names of columns that hold answers where no other column does: an appraisal of oneself, a level, points.
_PERHAPS = re.compile(
    r"評価|判定|採点|点数|評点|得点|結果|達成度|成熟度|状況|チェック欄|^チェック$|確認欄|^確認$|^対応$|^実施$|^レベル$|^適用$"
    r"|maturity|\bscore$|\brating$|^level$|\bstatus|fulfil|conform|complian\w*$|satisf|\bmet\b|^current\b|^valid$|^check(?:ed)?$"
)
_BRACKETS = re.compile(r"[(\[{【〔［「『<〈《]([^)\]}】〕］」』>〉》]{0,80})[)\]}】〕］」』>〉》]")
_ABBREVIATED = frozenset({"no.", "n.a.", "n.a"})
_SPACES = re.compile(r"\s+")
_CJK = "\u3005-\u30ff\u3400-\u9fff\uff66-\uff9f"
_SPREAD_OUT = re.compile(rf"(?<=[{_CJK}]) (?=[{_CJK}])")
_LATIN = re.compile(rf"[^{_CJK}]+")


def plain(heading: str) -> str:
    """A heading without case, notes in brackets and marks at its ends; letters set apart stand together."""
    seen = unicodedata.normalize("NFKC", heading).replace("\u200b", "").replace("_", " ")
    said = _SPREAD_OUT.sub("", _SPACES.sub(" ", seen).strip().lower())
    bare = said if said in _ABBREVIATED else _BRACKETS.sub(" ", said).strip(" *:：※.、♦")
    return _SPACES.sub(" ", bare) or said


def choice_of(heading: str) -> Role | None:
    """The answer that a column to tick stands for: “Not applicable”, “2. 一部実施している”, “2点（実施済）”."""
    brackets = list(_in_brackets(heading))
    if len(heading) > _LONGEST_CHOICE * 2 or any(map(_EITHER.search, brackets)):
        return None
    for said in (plain(heading), *brackets):
        if said != "no." and len(said) <= _LONGEST_CHOICE and (found := word_of(said)) in _ROLES:
            return _ROLES[found]
    return Role.PARTIAL if _WITH_LIMITS.search(plain(heading)) else None


def _in_brackets(heading: str) -> Iterator[str]:
    for found in _BRACKETS.finditer(unicodedata.normalize("NFKC", heading).lower()):
        yield found[1].strip()


def name_of(heading: str) -> Role | None:
    """What a column holds by its name alone."""
    said = plain(heading)
    if len(said) > _LONGEST:
        return None
    if _EITHER.search(said):
        return Role.ANSWER
    if any(_NUMBERS.search(piece) for piece in _by_script(said)):
        return Role.NUMBER
    found = next((role for role, pattern in _PATTERNS if pattern.search(said)), None)
    return None if found in (Role.ANSWER, Role.QUESTION) and _NOTHING.search(said) else found


def _by_script(said: str) -> list[str]:
    """質問番号 Question No.: the Japanese part and the other."""
    latin = " ".join(piece.strip(" /-|") for piece in _LATIN.findall(said)).strip()
    japanese = _LATIN.sub("", said)
    return [latin, japanese] if latin.strip(".") and len(japanese) > 1 else []


def may_answer(heading: str) -> bool:
    return _PERHAPS.search(plain(heading)) is not None


def asks_by_name(heading: str) -> bool:
    said = plain(heading)
    return any(word in said for word in ("question", "質問", "設問", "達成条件"))


ROLE_OF_SAID: Mapping[Said, Role] = _ROLES
