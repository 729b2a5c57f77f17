"""The check on our own management of third parties, as far as システムリスク管理室 has come. All is invented."""

from app.demo.answers_words import Words
from app.diligence.models import Stance

SO_FAR = {
    "fsa-01": Words({"state": "ruled", "ground": "外部委託管理規程 第5条（管理区分）。重要・厳格・簡易の三区分。"}),
    "fsa-02": Words({"uses_one": "yes", "names": "勘定系の共同センター（株式会社かざぐるまデータ）"}),
    "fsa-03": Words({"sharing": "at_times", "how": "参加行の運営協議会。点検の結果は求めたときに受け取っている。"}),
    "fsa-04": Words(
        {"state": "named", "ground": "サイバーセキュリティ取組計画 3章。担当部署を決めていない項目がある。"}
    ),
    "fsa-05": Words({
        "reported_on": -52, "contents": ("risk", "results"),
        "ground": "リスク委員会（第2四半期）。計画の進み具合は次回から報告する。",
    }),
    "fsa-06": Words({
        "times": "2", "reported_on": -52,
        "indicators": "評価の期限超過件数、再委託の未承諾件数、代替手段のない委託先数",
    }),
    "fsa-07": Words(
        {"state": "unreviewed", "rules": "サイバーセキュリティ管理規程 第12条。2年前の制定以来、見直していない。"}
    ),
    "fsa-08": Words({"state": "written", "ground": "緊急時連絡要領。委託先を含む訓練は来年1月に行う予定。"}),
    "fsa-09": Words(
        {"state": "reported", "reported_on": -52, "ground": "リスク統括部の検証結果をリスク委員会へ報告している。"}
    ),
    "fsa-10": Words(
        {"state": "planned", "ground": "内部監査計画の下期に「クラウドの外部委託管理」として載せている。"},
        stance=Stance.CONDITIONAL, condition="監査の時期が来期へ移る場合は「未実施」に改めます。",
    ),
    "fsa-11": Words({
        "state": "partly", "uses_cloud": "yes", "counted_on": -96,
        "ground": "情報資産台帳。営業店で使われていた名刺管理アプリのように、未把握の利用が残っている。",
    }),
    "fsa-12": Words({
        "fields": ("asset", "support_end"), "expired": "1",
        "ground": "情報資産台帳。版数は委託先からの年1回の報告で確かめており、台帳にはない。",
    }),
}  # fmt: skip
