"""A ledger that a branch handed in: read, compared, and left at the differences, three of its rows to be mended."""

from app.demo.acting import Cast
from app.exchange.kinds import KINDS
from app.exchange.services import comparing, staging

NAME = "桜町支店_取引先一覧.csv"
# As such files are: a title above the heading, cp932, numbers in full width. All companies are invented, and the
# number given here is none: its check digit is wrong.
LEDGER = """桜町支店 取引先一覧（架空）,,,,,
,,,,,
取引先名,フリガナ,法人番号,法人番号なしの理由,国,備考
株式会社しおかぜ緑化,シオカゼリョッカ,,未確認,日本,店舗前の植栽の手入れ（架空）
合同会社めじろ看板,メジロカンバン,,未確認,日本,店舗看板の点検（架空）
株式会社きりしま清掃,キリシマセイソウ,,未確認,日本,店舗清掃（架空）。桜町支店は毎週火曜。
株式会社ことり家計簿,コトリカケイボ,,未確認,日本,口座情報を参照するAPI連携先（架空）
あおさぎ輸送株式会社,アオサギユソウ,１２３４５６７８９０１２３,,日本,文書の集配（架空）
株式会社ほたる翻訳,ホタルホンヤク,,未確認,和国,契約書の翻訳（架空）
たんぽぽコールセンター㈱,タンポポコールセンター,,未確認,日本,電話受付（架空）
"""


def bring(cast: Cast) -> None:
    content = LEDGER.encode("cp932")
    book = staging.read(NAME, content)
    ctx = cast.ctx("takahashi")
    batch = staging.stage(ctx, KINDS["organisations"], NAME, content, book)
    staging.set_mapping(ctx, batch, batch.mapping)
    comparing.compare(ctx, batch)
    cast.done()
