"""A chain as a picture: which boxes and lines, in which state, and where each leads."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from flask_babel import gettext as _

from app.core import words
from app.overview import chain_rows
from app.register.queries.dependents import Upward
from app.register.rules import consents
from app.register.rules.chain import Case, Chain, Link, Offer, Party, Stop
from app.reports.diagram import Edge, Graph, Kind, Node, State

US = "us"
SHOWN_BADGES = 2

Address = Callable[[UUID], str]


@dataclass(frozen=True)
class Own:
    """Where we stand at the left of a chain: our name, and where we and the contract party lead."""

    institution: str
    url: str
    to_organisation: Address


def of_chain(chain: Chain, to_service: Address, to_edge: Address, own: Own | None = None) -> Graph:
    """From us on the left to whatever lies deepest; the engagement's use colours the lines."""
    nodes = list(_heads(chain, own))
    nodes += [_node(chain, stop, to_service) for stop in chain.stops.values()]
    edges = list(_first_edges(chain, own))
    edges += [_edge(chain, link, to_edge) for link in chain.links]
    return Graph(tuple(nodes), tuple(edges), (nodes[0].id,) if nodes else ())


def _heads(chain: Chain, own: Own | None) -> Iterator[Node]:
    if chain.case is None or own is None:
        return
    yield Node(US, own.institution, chain.case.title, Kind.OWN, url=own.url)
    other = chain.other_vendor
    if other is not None:
        said = str(_("Contract party"))
        yield Node("vendor", other.name, said, Kind.VENDOR, url=own.to_organisation(other.id))


def _first_edges(chain: Chain, own: Own | None) -> Iterator[Edge]:
    """What ties us to the first service is the engagement itself, so these lines lead to it."""
    if chain.case is None or chain.root is None or own is None:
        return
    note = f"{chain.case.number} {chain.case.title}"
    yield Edge(US, str(chain.root_id), url=own.url, note=note)
    if chain.other_vendor is not None:
        yield Edge(US, "vendor", str(_("Contract")), url=own.url, note=note)


def _node(chain: Chain, stop: Stop, to_service: Address) -> Node:
    is_over = stop.offer.ended_on is not None and stop.offer.ended_on <= chain.on
    is_direct = chain.case is not None and stop.offer.id == chain.root_id
    return Node(
        str(stop.offer.id),
        stop.party.name,
        stop.offer.name,
        Kind.VENDOR if is_direct else Kind.SERVICE,
        State.OK if stop.is_counted and not is_over else State.ENDED,
        _badges(chain, stop),
        to_service(stop.offer.id),
    )


def _badges(chain: Chain, stop: Stop) -> tuple[str, ...]:
    codes: set[str] = set()
    for link in chain.links:
        use = chain.uses.get(link.id)
        if link.base_service_id == stop.offer.id and use is not None:
            codes |= set(use.countries)
    ordered = sorted(codes)
    more = (f"+{len(ordered) - SHOWN_BADGES}",) if len(ordered) > SHOWN_BADGES else ()
    return (*ordered[:SHOWN_BADGES], *more)


def _edge(chain: Chain, link: Link, to_edge: Address) -> Edge:
    standing = consents.standing_of(chain, link)
    is_quiet = chain.case is None or standing in (consents.Standing.NOT_DUE, consents.Standing.GIVEN)
    said = "" if is_quiet else words.value_label(standing)
    notes = [link.purpose, said, *(chain_rows.where(use) for use in (chain.uses.get(link.id),))]
    return Edge(
        str(link.service_id),
        str(link.base_service_id),
        said,
        _state(chain, link, standing),
        to_edge(link.id),
        " / ".join(note for note in notes if note),
    )


def _state(chain: Chain, link: Link, standing: consents.Standing) -> State:
    if not chain.is_used(link):
        return State.ENDED
    if standing in consents.LACKING:
        return State.MISSING
    is_soon = standing in (*consents.PENDING, consents.Standing.GIVEN_SOON_OVER)
    return State.ATTENTION if is_soon else State.OK


# --- upwards -------------------------------------------------------------------------------


def of_dependents(
    upward: Upward,
    shown: Iterable[UUID],
    to_engagement: Address,
    to_service: Address,
    to_organisation: Address,
    to_supply: Address,
) -> Graph:
    """Our engagements on the left, the organisation on the right, and what lies between them."""
    wanted = set(shown)
    cases = [dependent for dependent in upward.found if dependent.case.id in wanted]
    services = {service_id for dependent in cases for way in dependent.ways for service_id in way}
    lines = {pair for dependent in cases for way in dependent.ways for pair in pairwise(way)}
    nodes = [
        Node(f"e{d.case.id}", d.case.title, d.case.number, Kind.OWN, url=to_engagement(d.case.id))
        for d in cases
    ]
    nodes += [_service_node(upward.offers[one], upward.parties, to_service) for one in sorted(services)]
    edges = [_own_edge(d.case, str(d.ways[0][0]), to_engagement) for d in cases if d.ways]
    supplies = {(link.service_id, link.base_service_id): link for link in reversed(upward.links)}
    edges += [_supply_edge(supplies[pair], to_supply) for pair in sorted(lines)]
    direct = [d for d in cases if not d.ways]
    if direct:
        vendors = sorted({d.case.vendor_id for d in direct})
        nodes += [_vendor_node(upward.parties[one], to_organisation) for one in vendors]
        said = str(_("Contract"))
        edges += [_own_edge(d.case, f"o{d.case.vendor_id}", to_engagement, said) for d in direct]
    return Graph(tuple(nodes), tuple(edges), tuple(f"e{d.case.id}" for d in cases))


def _own_edge(case: Case, target: str, to_engagement: Address, label: str = "") -> Edge:
    return Edge(f"e{case.id}", target, label, url=to_engagement(case.id), note=case.number)


def _supply_edge(link: Link, to_supply: Address) -> Edge:
    ends = str(link.service_id), str(link.base_service_id)
    return Edge(*ends, url=to_supply(link.id), note=link.purpose)


def _service_node(offer: Offer, parties: Mapping[UUID, Party], to_service: Address) -> Node:
    return Node(str(offer.id), parties[offer.organisation_id].name, offer.name, url=to_service(offer.id))


def _vendor_node(party: Party, to_organisation: Address) -> Node:
    return Node(
        f"o{party.id}", party.name, str(_("Contract party")), Kind.VENDOR, url=to_organisation(party.id)
    )
