"""Graphs: what may be assigned, in which order, and what depends on what."""

from __future__ import annotations

import numpy as np
import pytest

from core.graph import Graph, GraphBuilder, Role
from core.ops import Add, Affine, Multiply, SquaredError, Tanh


def diamond() -> Graph:
    """x -> a -> c, x -> b -> c, with a parameter at b and a constant that nothing uses."""
    builder = GraphBuilder()
    x = builder.input("x", (3,))
    w = builder.parameter("w", (3,))
    builder.constant("unused", 2.0)
    a = builder.apply(Tanh(), x, name="a")
    b = builder.apply(Multiply(), x, w, name="b")
    builder.apply(Add(), a, b, name="c")
    return builder.build()


def names(graph: Graph, indices: frozenset[int]) -> set[str]:
    return {graph[index].name for index in indices}


def test_parents_come_before_their_children() -> None:
    graph = diamond()
    assert [node.index for node in graph] == list(range(len(graph)))
    assert all(parent < node.index for node in graph for parent in node.parents)


def test_nodes_are_found_by_name_and_by_index() -> None:
    graph = diamond()
    assert graph["c"] is graph[graph["c"].index]
    with pytest.raises(KeyError):
        graph["d"]


def test_roles_are_kept_apart() -> None:
    graph = diamond()
    assert [node.name for node in graph.inputs] == ["x"]
    assert [node.name for node in graph.parameters] == ["w"]
    assert [node.name for node in graph if node.role is Role.CONSTANT] == ["unused"]
    assert [node.name for node in graph if node.role is Role.VALUE] == ["a", "b", "c"]


def test_ancestors_are_what_a_node_needs() -> None:
    graph = diamond()
    assert names(graph, graph.ancestors(graph["a"].index)) == {"a", "x"}
    assert names(graph, graph.ancestors(graph["c"].index)) == {"a", "b", "c", "x", "w"}


def test_descendants_are_what_a_node_changes() -> None:
    graph = diamond()
    assert names(graph, graph.descendants(graph["w"].index)) == {"w", "b", "c"}
    assert names(graph, graph.descendants(graph["unused"].index)) == {"unused"}


def test_only_what_depends_on_data_carries_the_batch() -> None:
    builder = GraphBuilder()
    x, w = builder.input("x", (2,)), builder.parameter("w", (2,))
    doubled = builder.apply(Add(), w, w)
    mixed = builder.apply(Multiply(), doubled, x)
    graph = builder.build()
    assert not graph[w].batched
    assert not graph[doubled].batched
    assert graph[mixed].batched


def test_name_is_used_once() -> None:
    builder = GraphBuilder()
    builder.input("x")
    with pytest.raises(ValueError, match="'x' already"):
        builder.parameter("x")


@pytest.mark.parametrize("parent", [1, -1])
def test_parent_must_be_defined_before_its_use(parent: int) -> None:
    builder = GraphBuilder()
    builder.input("x")
    with pytest.raises(ValueError, match="before their use"):
        builder.apply(Tanh(), parent)


def test_shapes_are_those_of_one_sample() -> None:
    builder = GraphBuilder()
    z, y = builder.input("z", (4,)), builder.target("y", (3,))
    w, b = builder.parameter("W", (3, 4)), builder.parameter("b", (3,))
    s = builder.apply(Affine(), z, w, b)
    loss = builder.apply(SquaredError(), s, y)
    graph = builder.build()
    assert graph[s].shape == (3,)
    assert graph[loss].shape == ()


def test_weights_that_differ_by_sample_are_refused() -> None:
    builder = GraphBuilder()
    z, w = builder.input("z", (4,)), builder.input("W", (3, 4))
    with pytest.raises(ValueError, match="first operand"):
        builder.apply(Affine(), z, w, builder.parameter("b", (3,)))


def test_constant_does_not_follow_the_array_that_it_was_made_of() -> None:
    values = np.array([[1.0, 2.0]])
    builder = GraphBuilder()
    index = builder.constant("c", values)
    values[0, 0] = 9.0
    constant = builder.build()[index].constant
    assert constant is not None
    assert constant.tolist() == [[1.0, 2.0]]
    assert not constant.flags.writeable
