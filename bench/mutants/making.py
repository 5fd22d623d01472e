"""The faults: cosmic-ray's operators, and one of our own that leaves a statement out.

Runs where cosmic-ray is (``.venv-tools``). Types and the options of ``@dataclass`` are left alone: no behaviour rests
on them.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator, operator_names
from parso.tree import NodeOrLeaf

PLAIN = ("import_name", "import_from", "global_stmt", "nonlocal_stmt", "string", "strings", "pass_stmt")
"""Statements that say nothing when left out, docstrings among them, or that leave nothing to run."""
FAMILIES = ({"BitOr", "BitAnd", "BitXor"}, {"Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow"}, {"LShift", "RShift"})
"""Signs that mean something for the same values. One of another family would only crash, which any test notices."""


class LeaveOut(Operator):
    """A simple statement of a function becomes ``pass``."""

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[tuple[Any, Any]]:
        """The statement's place, if it is one."""
        if node.type == "simple_stmt" and _is_in_function(node) and node.children[0].type not in PLAIN:
            statement = node.children[0]
            if getattr(statement, "value", "") not in ("pass", "..."):
                yield statement.start_pos, statement.end_pos

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:
        """The line with ``pass``, as deep as it was."""
        left_out = parso.parse("pass\n").children[0]
        left_out.children[0].prefix = node.children[0].get_first_leaf().prefix
        return left_out

    @classmethod
    def examples(cls) -> tuple[()]:
        """None."""
        return ()


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A module with one fault. ``text`` is the whole of it, ``change`` the lines that differ, as a diff shows them."""

    operator: str
    line: int
    text: str
    change: str


def draw_mutants(source: str, count: int, lot: random.Random) -> list[Mutant]:
    """So many mutants of a module at different places, or as many as it has places: first a place is drawn and then one
    of the faults that are possible there, so that an operator with six replacements counts once. More mutants of the
    same lot begin with these."""
    places = find_places(source)
    drawn = sorted(places)
    lot.shuffle(drawn)
    return [_make_mutant(source, *lot.choice(places[place])) for place in drawn[:count]]


def find_places(source: str) -> dict[tuple[int, int], list[tuple[str, int, int]]]:
    """(line, column) → (operator, the how manieth of it in the module, line), in the module's order."""
    places = defaultdict(list)
    tree = get_ast(source)
    for name, operator in list_operators():
        found = [(node, start) for node in ast_nodes(tree) for start, _ in operator.mutation_positions(node)]
        for occurrence, (node, start) in enumerate(found):
            if not is_idle(node):
                places[start].append((name, occurrence, start[0]))
    return places


def list_operators() -> Iterable[tuple[str, Operator]]:
    """The operators by name; those that would need to be told what to replace are left out."""
    for full_name in sorted(operator_names()):
        name, made = full_name.partition("/")[2], get_operator(full_name)
        if name != "NoOp" and not made.arguments() and _keeps_family(name):
            yield name, made()
    yield "LeaveOut", LeaveOut()


def _keeps_family(name: str) -> bool:
    kind, *signs = name.split("_")
    return kind != "ReplaceBinaryOperator" or any(family.issuperset(signs) for family in FAMILIES)


def is_idle(node: NodeOrLeaf) -> bool:
    """Whether it stands in an annotation or in a decorator that makes a dataclass."""
    while node.parent is not None:
        parent, place = node.parent, node.parent.children.index(node)
        before = parent.children[place - 1] if place else None
        if (parent.type, before) in (("tfpdef", ":"), ("annassign", ":"), ("funcdef", "->")):
            return True
        if parent.type == "decorator" and "dataclass" in parent.get_code():
            return True
        node = parent
    return False


def _is_in_function(node: NodeOrLeaf) -> bool:
    scope = parso.python.tree.search_ancestor(node, "funcdef", "classdef")
    return scope is not None and scope.type == "funcdef"


def _make_mutant(source: str, name: str, occurrence: int, line: int) -> Mutant:
    text = mutate_code(source, dict(list_operators())[name], occurrence)
    changed = [row for row in unified_diff(source.splitlines(), text.splitlines(), n=0, lineterm="") if row[0] in "+-"]
    change = "\n".join(row for row in changed if row[:3] not in ("---", "+++"))
    return Mutant(operator=name, line=line, text=text, change=change)
