"""階層 of the organisations of a chain, on chains made by hand."""

from dataclasses import replace
from datetime import date

from app.register.rules.chain import put_together
from tests.unit.register.test_chain_checks import link, offer, party, uuid


def test_an_organisation_stands_where_its_nearest_service_does_and_the_contract_party_is_direct():
    offers = {uuid(n): offer(n, of=3 if n == 4 else None) for n in (1, 2, 3, 4)}
    parties = {one.id: one for one in map(party, (1, 2, 3))}
    # The third provides what stands at the second level and at the third.
    links = [link(1, 2), link(1, 3), link(2, 4)]
    chain = put_together(uuid(1), links, offers, parties, {}, date(2026, 4, 1))
    assert chain.levels() == {uuid(1001): 1, uuid(1002): 2, uuid(1003): 2}
    assert replace(chain, vendor=party(9)).levels()[uuid(1009)] == 1
    assert replace(chain, vendor=party(2)).levels()[uuid(1002)] == 2
