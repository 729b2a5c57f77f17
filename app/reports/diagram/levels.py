"""In which column each node stands: the longest way to it, once what leads back is set aside."""

from collections import deque

from app.reports.diagram.graph import Graph


def neighbours(graph: Graph) -> tuple[list[list[int]], dict[str, int]]:
    """For each node the numbers of the edges that leave it, without those to itself."""
    at = {node.id: number for number, node in enumerate(graph.nodes)}
    leaving: list[list[int]] = [[] for _ in graph.nodes]
    for number, edge in enumerate(graph.edges):
        if edge.source != edge.target:
            leaving[at[edge.source]].append(number)
    return leaving, at


def back_edges(graph: Graph) -> tuple[frozenset[int], list[int]]:
    """The edges that close a circle, walking from the roots, and the order in which nodes were met."""
    leaving, at = neighbours(graph)
    reached = {edge.target for edge in graph.edges if edge.source != edge.target}
    first = [at[root] for root in graph.roots]
    free = [number for number, node in enumerate(graph.nodes) if node.id not in reached]
    met: list[int] = []
    state = [0] * len(graph.nodes)  # 0 unseen, 1 on the way to here, 2 done
    back: set[int] = set()
    for start in (*first, *free, *range(len(graph.nodes))):
        if state[start]:
            continue
        state[start] = 1
        met.append(start)
        way = [(start, iter(leaving[start]))]
        while way:
            node, edges = way[-1]
            for number in edges:
                target = at[graph.edges[number].target]
                if state[target] == 1:
                    back.add(number)
                elif state[target] == 0:
                    state[target] = 1
                    met.append(target)
                    way.append((target, iter(leaving[target])))
                    break
            else:
                state[node] = 2
                way.pop()
    return frozenset(back), met


def levels(graph: Graph, back: frozenset[int]) -> list[int]:
    """The longest way from a node that nothing leads to; a back edge counts the other way round."""
    leaving, at = neighbours(graph)
    arcs: list[list[int]] = [[] for _ in graph.nodes]
    waiting = [0] * len(graph.nodes)
    for source, numbers in enumerate(leaving):
        for number in numbers:
            target = at[graph.edges[number].target]
            tail, head = (target, source) if number in back else (source, target)
            arcs[tail].append(head)
            waiting[head] += 1
    level = [0] * len(graph.nodes)
    ready = deque(number for number, count in enumerate(waiting) if not count)
    while ready:
        node = ready.popleft()
        for head in arcs[node]:
            level[head] = max(level[head], level[node] + 1)
            waiting[head] -= 1
            if not waiting[head]:
                ready.append(head)
    return level
