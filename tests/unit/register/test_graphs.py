"""Walks along arrows, against walks that try everything."""

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.register.rules import graphs

NODES = st.integers(0, 6)
ARROWS = st.lists(st.tuples(NODES, NODES), max_size=16)


def arrows_of(pairs):
    found: dict[int, list[int]] = {}
    for first, second in pairs:
        found.setdefault(first, []).append(second)
        found.setdefault(second, [])
    return {node: sorted(set(following)) for node, following in found.items()}


def all_ways(arrows, way):
    yield way
    for following in arrows.get(way[-1], ()):
        if following not in way:
            yield from all_ways(arrows, (*way, following))


@given(ARROWS, NODES)
def test_distances_are_those_of_the_shortest_of_all_ways(pairs, start):
    arrows = arrows_of(pairs)
    expected: dict[int, int] = {}
    for way in all_ways(arrows, (start,)):
        expected[way[-1]] = min(expected.get(way[-1], 99), len(way) - 1)
    assert graphs.distances([start], arrows) == expected


@given(ARROWS, NODES)
def test_every_way_is_found_while_they_are_few(pairs, start):
    arrows = arrows_of(pairs)
    found, cut = graphs.ways(start, arrows, 10_000)
    expected = sorted(all_ways(arrows, (start,)))
    assert sorted(way for ways in found.values() for way in ways) == expected
    assert not cut


@given(ARROWS, NODES, st.integers(1, 3))
def test_of_many_ways_the_shortest_are_kept_and_the_rest_is_told(pairs, start, most):
    arrows = arrows_of(pairs)
    found, cut = graphs.ways(start, arrows, most)
    every: dict[int, list[Any]] = {}
    for way in all_ways(arrows, (start,)):
        every.setdefault(way[-1], []).append(way)
    assert found.keys() == every.keys()
    for node, ways in found.items():
        assert 1 <= len(ways) <= most
        assert len(ways[0]) == min(map(len, every[node]))
        assert set(ways) <= set(every[node])
        if len(every[node]) > len(ways):
            assert node in cut


@given(ARROWS)
def test_there_is_a_circle_for_each_knot_and_no_other(pairs):
    arrows = arrows_of(pairs)
    circles = graphs.circles(arrows)
    for circle in circles:
        ring = [*circle, circle[0]]
        assert all(second in arrows[first] for first, second in itertools.pairwise(ring))
        assert len(set(circle)) == len(circle)
    loops = {node for node, following in arrows.items() if node in following}
    assert {circle[0] for circle in circles if len(circle) == 1} == loops
    knotted = {
        node
        for node in arrows
        if any(node in graphs.distances([n], arrows) for n in arrows[node] if n != node)
    }
    longer = [circle for circle in circles if len(circle) > 1]
    assert bool(longer) == bool(knotted)
    assert {node for circle in longer for node in circle} <= knotted
    # Two circles told are of two knots: no node of one leads to the other and back.
    for first in longer:
        for second in longer:
            if first is not second:
                there = second[0] in graphs.distances([first[0]], arrows)
                back = first[0] in graphs.distances([second[0]], arrows)
                assert not (there and back)


def test_a_chain_of_thousands_is_walked_without_recursion():
    arrows = {n: [n + 1] for n in range(5_000)} | {5_000: [0]}
    assert graphs.distances([0], arrows)[5_000] == 5_000
    assert len(graphs.circles(arrows)[0]) == 5_001


def test_arrows_are_put_together_by_where_they_start():
    assert graphs.arrows_from([("a", "b"), ("a", "c"), ("c", "a")]) == {"a": ["b", "c"], "c": ["a"]}
    assert graphs.arrows_from([]) == {}
