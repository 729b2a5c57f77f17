"""A small set of content files in which everything occurs once, and the same with one thing changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.standards.content.examining import Examined, examine

FRAMEWORK = """\
key: fisc
title: {ja: 安全対策基準, en: Security guidelines}
publisher: {ja: 発行者, en: Publisher}
about: {ja: 基準の説明です。, en: What it is.}
levels:
  - {key: basic, title: {ja: 基本, en: Basic}}
editions:
  - key: 9r2
    title: {ja: 第9版, en: Ninth edition}
    issued_on: "2020-03"
    counts: {統: 24, 実: 3, basic: 30}
    sources: [{cite: 件数, from: S2}]
  - key: 8r
    title: {ja: 第8版, en: Eighth edition}
    issued_on: 2015-06-29
    valid_until: 2018-02
    sources: [{from: S3}]
  - key: 8d
    title: {ja: 第8版の案, en: Draft of the eighth}
    sources: [{from: S3}]
"""
ITEMS = """\
framework: fisc
edition: 9r2
groups:
  - key: control
    title: {ja: 統制, en: Control}
    groups:
      - key: outside
        title: {ja: 外部の統制, en: Outside}
        items:
          - ref: 統20
            title: {ja: 計画, en: Planning}
            level: basic
            sources: [{cite: 統20, from: BG}]
            certainty: proposed
    items:
      - range: {prefix: 統, from: 21, to: 24}
        sources: [{from: S1}]
  - key: practice
    title: {ja: 実務, en: Practice}
    items:
      - range: {prefix: 実, from: 1, to: 3}
        sources: [{from: S1}]
"""
OLD_ITEMS = """\
framework: fisc
edition: 8r
groups:
  - key: operation
    title: {ja: 運用, en: Operation}
    items:
      - ref: 運108
        title: {ja: クラウド, en: Cloud}
        sources: [{from: S3}]
        points:
          - {ref: 運108①, title: {ja: 目的, en: Purpose}}
          - {ref: 運108②}
      - ref: 運109
        sources: [{from: S3}]
"""
DERIVED = """\
framework: fisc
edition: 8d
certainty: proposed
same_as:
  edition: 8r
  except:
    - 運109
"""
CROSSWALK = """\
key: fisc-8r-9r2
title: {ja: 読替え, en: Crosswalk}
from: fisc/8r
to: fisc/9r2
pairs:
  - from: 運108
    to: [統20, 統24]
    certainty: proposed
    sources: [{from: BG}]
"""
MATRIX = """\
key: cloud
version: 1
service: {ja: クラウド, en: Cloud}
edition: fisc/9r2
title: {ja: 責任分界, en: Responsibilities}
about: {ja: 説明です。, en: What it is.}
actors:
  - {key: institution, title: {ja: 金融機関, en: Institution}}
  - {key: provider, title: {ja: 提供者, en: Provider}}
conditions:
  - key: developer
    question: {ja: 開発は誰が担いますか。, en: Who develops it}
    options:
      - {key: institution, label: {ja: 金融機関, en: Institution}}
      - {key: provider, label: {ja: 提供者, en: Provider}}
rows:
  - id: r01
    chapter: {ja: 内部の統制, en: Inside}
    table: 表1
    label: (1)
    items: {from: 統21, to: 統23}
    sources: [{cite: 表1(1), from: S1}]
    duties:
      - {actor: provider, does: yes, accountable: unknown, proof: unknown}
      - actor: institution
        does: conditional
        when: {condition: developer, in: [institution]}
        accountable: unknown
        proof: no
  - id: r02
    chapter: {ja: 実務, en: Practice}
    label: {ja: 全項目, en: All items}
    items: {all: 実}
    sources: [{from: S1}]
    duties:
      - {actor: provider, does: no, accountable: no, proof: no}
  - id: r03
    chapter: {ja: 外部の統制, en: Outside}
    label: (2)
    items: [outside, 統24]
    sources: [{from: S1}]
    duties:
      - {actor: provider, does: no, accountable: no, proof: no}
"""
QUESTIONNAIRE = """\
key: to20
version: 1
title: {ja: 選定, en: Selection}
about: {ja: 説明です。, en: What it is.}
audience: third_party
edition: fisc/9r2
sections:
  - key: purpose
    title: {ja: 目的, en: Purpose}
    questions:
      - id: 20-01
        scope: engagement
        respondent: institution
        levels: both
        text: {ja: "{institution}は承認を得ていますか。", en: "Has the institution approved it?"}
        touches: [fisc/9r2/統20, fisc/8r/運108②]
        sources: [{cite: 統20, from: S1}]
        weight: 2
        critical: {cap: 60, why: {ja: 前提だからです。, en: All else rests on it.}}
        parts:
          - {key: is_approved, type: yes_no, label: {ja: 承認, en: Approved}, expect: yes}
          - {key: paper, type: file, label: {ja: 文書, en: Paper}, many: true, required: false}
      - id: 20-02
        scope: service
        respondent: vendor
        levels: strict
        text: {ja: ご回答ください。, en: Please answer.}
        help: {ja: 例です。, en: An example.}
        evidence: {ja: 規程, en: Rules}
        sources: [{cite: 統20, from: BG}]
        certainty: proposed
        ask_when:
          all:
            - {part: 20-01.is_approved, is: yes}
            - {fact: has_personal_data, is: true}
            - any:
                - {fact: data_countries, other_than: [JP]}
                - {fact: category, in: [cloud, shared_centre]}
                - not: {fact: stage, is: planning}
        parts:
          - key: kind
            type: single
            label: {ja: 種類, en: Kind}
            options:
              - {key: full, label: {ja: 全部, en: All}, points: 1}
              - {key: half, label: {ja: 一部, en: Some}, points: 0.5}
          - key: marks
            type: multi
            label: {ja: 認証, en: Certificates}
            options:
              - {key: iso, label: {ja: ISO, en: ISO}}
              - {key: soc, label: {ja: SOC, en: SOC}}
            expect: {any: [iso]}
          - key: hours
            type: number
            label: {ja: 時間, en: Hours}
            unit: {ja: 時間, en: hours}
            min: 0
            max: 100
            expect: {at_most: 24}
          - {key: share, type: percent, label: {ja: 割合, en: Share}, expect: {at_least: 90}}
          - {key: tested_on, type: date, label: {ja: 日, en: Day}, expect: {within_months: 12}}
          - {key: place, type: country, label: {ja: 国, en: Country}, several: true, expect: {only: [JP, NO]}}
          - key: mark
            type: score
            label: {ja: 評点, en: Mark}
            min: 1
            max: 5
            labels: {1: {ja: 低い, en: Low}, 5: {ja: 高い, en: High}}
            expect: {at_least: 3}
          - key: rows
            type: table
            label: {ja: 一覧, en: List}
            max_rows: 50
            columns:
              - {key: name, label: {ja: 名称, en: Name}, type: text}
              - {key: amount, label: {ja: 金額, en: Amount}, type: number, unit: {ja: 円, en: yen}}
"""
SECOND = QUESTIONNAIRE.replace("version: 1", "version: 2")
OTHER = """\
key: intake
version: 1
title: {ja: 受付, en: Intake}
about: {ja: 説明です。, en: What it is.}
audience: institution
edition: fisc/9r2
sections:
  - key: purpose
    title: {ja: 目的, en: Purpose}
    questions:
      - id: in-01
        scope: institution
        respondent: institution
        levels: both
        text: {ja: ご回答ください。, en: Please answer.}
        sources: [{from: S5}]
        parts:
          - {key: note, type: text}
"""
FILES = {
    "catalogue/frameworks/fisc.yaml": FRAMEWORK,
    "catalogue/items/fisc/9r2.yaml": ITEMS,
    "catalogue/items/fisc/8r.yaml": OLD_ITEMS,
    "catalogue/items/fisc/8d.yaml": DERIVED,
    "catalogue/crosswalks/fisc-8r-9r2.yaml": CROSSWALK,
    "catalogue/matrices/cloud/v1.yaml": MATRIX,
    "questionnaires/to20/v1.yaml": QUESTIONNAIRE,
    "questionnaires/to20/v2.yaml": SECOND,
    "questionnaires/intake/v1.yaml": OTHER,
}


@dataclass(frozen=True)
class Content:
    root: Path

    @property
    def questionnaires(self) -> Path:
        return self.root / "questionnaires"

    @property
    def catalogue(self) -> Path:
        return self.root / "catalogue"

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def change(self, name: str, old: str, new: str) -> None:
        """Once, where it first stands; a change that changes nothing would prove nothing."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text, old
        self.write(name, text.replace(old, new, 1))

    def line_of(self, name: str, words: str) -> int:
        lines = (self.root / name).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, start=1) if words in line)

    def examined(self) -> Examined:
        return examine(self.questionnaires, self.catalogue)

    def faults(self) -> list[tuple[str, int, str]]:
        return [
            (fault.file.relative_to(self.root).as_posix(), fault.line, fault.reason)
            for fault in self.examined().faults
        ]


def content(root: Path) -> Content:
    made = Content(root)
    for name, text in FILES.items():
        made.write(name, text)
    return made
