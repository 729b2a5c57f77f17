"""Check sheets as they go round in Japan, with words of our own."""

from collections import Counter

from tests.factories.foreign_corpus import Made, Page, Row, table, ticked, workbook, written

CHOICES = ("実施している", "一部実施している", "実施していない", "わからない")
MEANT = ("yes", "partial", "no", "other", "none")


@workbook("診断.xlsx")
def diagnosis() -> Made:
    """Four choices below one heading, the fourth of them unknown; the sum below."""
    rows: list[Row] = [
        ["自社診断"],
        [],
        ["診断項目", "No", "診断内容", "チェック"],
        [None, None, None, *CHOICES],
    ]
    rows += [
        [f"Part{at}", at, f"対策{at}をいつも最新にしていますか？", *ticked(4, at % 5, "○")]
        for at in range(1, 26)
    ]
    rows.append([None, None, "合計", 40])
    merged = [(2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 6)]
    return written(Page("診断", rows, merged)), Counter(dict.fromkeys(MEANT, 5))


@workbook("印刷された点数.xlsx")
def printed() -> Made:
    """Points in every box, to be circled on paper: nobody answered."""
    rows: list[Row] = [["診断項目", "No", "診断内容", *CHOICES]]
    rows += [["基本", at, f"対策{at}を行っていますか？", 4, 2, 0, -1] for at in range(1, 11)]
    return written(Page("診断", rows)), Counter(none=10)


@workbook("達成条件.xlsx")
def conditions() -> Made:
    """A requirement over several conditions, two columns of numbers, points named in the choices; far below."""
    rows: list[Row] = [
        ["チェックシート"],
        ["会社名"],
        [],
        [],
        [],
        [],
        [],
        [],
        ["評価: 2=実施済 1=一部 0=未実施"],
    ]
    rows.append(
        ["項目", "分類", "要求事項", "No.", "レベル", "達成条件", "達成基準", "評価結果", None, None, "備考"]
    )
    rows.append([None] * 7 + ["2点\n(実施済)", "1点\n(一部実施)", "0点\n(未実施)"])
    merged = [(9, column, 10, column) for column in (0, 1, 2, 3, 4, 5, 6, 10)] + [(9, 7, 9, 9)]
    for group in range(1, 5):
        top = len(rows)
        for part in range(4):
            at = (group - 1) * 4 + part + 1
            head = [group, "共通", "方針を定め、自組織内に周知していること"] if part == 0 else [None] * 3
            rows.append(
                [
                    *head,
                    at,
                    "Lv1",
                    f"方針{at}を定めている",
                    f"【規則】方針{at}を文書にすること",
                    *ticked(3, at % 4),
                ]
            )
        merged += [(top, column, top + 3, column) for column in range(3)]
    content = written(
        Page("表紙", [["表紙"]]), Page("シート", rows, merged), Page("集計", [["レベル", "件数"], ["Lv1", 4]])
    )
    return content, Counter(yes=4, partial=4, no=4, none=4)


@workbook("大項目と小項目.xlsx")
def items() -> Made:
    """The item over three columns, required or chosen, what is applied for."""
    rows: list[Row] = [
        ["認定申請書"],
        ["項番", "審査対象項目", None, None, "記述内容", "必須／選択", "申請内容"],
    ]
    rows.append([None, "大項目", "中項目", "小項目"])
    merged = [(1, 0, 2, 0), (1, 1, 1, 3), *((1, column, 2, column) for column in (4, 5, 6)), (3, 1, 18, 1)]
    for at in range(1, 17):
        said = ("有", "無", "東京都に所在", None)[at % 4]
        rows.append(
            [
                at,
                "基本特性" if at == 1 else None,
                "内容" if at % 4 == 1 else None,
                f"名称{at}",
                f"記述{at}",
                "必須",
                said,
            ]
        )
    merged += [(top, 2, top + 3, 2) for top in range(3, 19, 4)]
    return written(Page("開示", rows, merged)), Counter(yes=4, no=4, text=4, none=4)


workbook("番号付きの回答.xlsx")(
    lambda: table(
        ("項番", "区分", "チェック項目", "回答", "備考"),
        lambda at, answer: ["①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱"[at - 1], "組織", f"規程{at}を定め、周知している。", answer],
        [
            ("1.実施している", "yes"), ("2.一部実施している", "partial"), ("3.実施していない", "no"),
            ("4.わからない", "text"), ("5.該当なし", "na"), (None, "none"),
        ],
        above=[["チェックシート"], ["会社名", "○○株式会社"], ["記入日", "2026/4/1"], []],
    )
)  # fmt: skip
workbook("点数.xlsx")(
    lambda: table(
        ("診断項目", "No.", "診断内容", "点数"), lambda at, answer: ["基本", at, f"対策{at}を行っていますか？", answer],
        [(4, "text"), (2, "text"), (0, "text"), (None, "none")],
    )
)  # fmt: skip
workbook("サービスレベル.xlsx")(
    lambda: table(
        ("種別", "No.", "サービスレベル項目例", "規定内容", "測定単位", "設定例", "回答", "備考"),
        lambda at, answer: [
            "可用性",
            at,
            f"項目{at}",
            f"提供する時間帯{at}（計画停止を含む）",
            "時間帯",
            "24時間",
            answer,
        ],
        [("24時間365日", "text"), ("有", "yes"), ("なし", "no"), (None, "none")],
    )
)
workbook("サービスレベルの別表.xlsx")(
    lambda: table(
        ("No.", "種別", "サービスレベル項目例", "規定内容", "測定単位", "設定例"),
        lambda at, _: [
            at,
            "可用性",
            f"項目{at}",
            f"提供する時間帯{at}（計画停止を含む）",
            "時間帯",
            "24時間",
        ],
        [("", "none")] * 4,
    )
)
workbook("アンケート.xlsx")(
    lambda: table(
        ("No", "大項目", "中項目", "確認事項", "回答欄", "コメント欄", "当行使用欄"),
        lambda at, answer: [at, "１．経営", None, f"方針{at}を定めているか。", answer],
        [("○", "yes"), ("△", "partial"), ("×", "no"), ("－", "na"), (None, "none")],
    )
)
workbook("チェック欄.xlsx")(
    lambda: table(
        ("分類", "No", "対策内容", "優先度", "チェック欄"),
        lambda at, answer: [
            "資産",
            f"1-{at}",
            f"許可した端末のみを利用し、{at}を把握している。",
            "◎",
            answer,
        ],
        [("☑", "yes"), ("□", "none")],
    )
)
workbook("升目.xlsx")(
    lambda: table(
        ("No.", "質問", "回答", "補足"), lambda at, answer: [at, f"規程{at}はありますか。", answer],
        [
            ("☑はい　□いいえ", "yes"), ("□はい　☑いいえ", "no"), ("□はい　□いいえ", "none"),
            ("□はい □いいえ ■該当なし", "na"), ("☑はい ☑いいえ", "conflict"),
        ],
    )
)  # fmt: skip
workbook("字間.xlsx")(
    lambda: table(
        ("項 番", "質 問 内 容", "回 答", "備 考"), lambda at, answer: [f"Ｑ{at}", f"規程{at}はありますか。", answer],
        [("ﾊｲ", "yes"), ("いいえ", "no"), ("有り（規程あり）", "yes"), ("Ｎ", "no")],
    )
)  # fmt: skip
workbook("二か国語.xlsx")(
    lambda: table(
        ("質問番号\nQuestion No.", "質問\nQuestion", "回答\nAnswer", "コメント\nComments"),
        lambda at, answer: [at, f"規程{at}はありますか。\nIs there rule {at}?", answer],
        [("はい / Yes", "yes"), ("いいえ/No", "no"), ("該当なし / N/A", "na")],
    )
)
workbook("可否.xlsx")(
    lambda: table(
        ("管理番号", "要求事項", "対応可否", "対応内容"),
        lambda at, answer: [f"SEC-{at:03}", f"要求{at}を満たすこと。", answer],
        [
            ("対応可", "yes"),
            ("対応不可", "no"),
            ("一部対応", "partial"),
            ("実施予定", "planned"),
            ("検討中", "planned"),
            ("対応中", "planned"),
            ("対象外", "na"),
        ],
    )
)
