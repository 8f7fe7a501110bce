"""YAML read as text with line numbers: no scalar is ever turned into a number, a date or a truth value.

YAML 1.1 reads ``NO`` as false and ``01234 567`` as octal; a phone number or a country code must not suffer that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tocsin.errors import Fault


@dataclass(frozen=True, slots=True)
class Text:
    """One scalar, as written."""

    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """A sequence."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; ``lines`` tells where each key stands."""

    items: Mapping[str, Node]
    lines: Mapping[str, int]
    line: int


Node = Text | Row | Table


def read_yaml(text: str, *, path: str, faults: list[Fault]) -> Node | None:
    """The document in ``text``. Faults (bad YAML, keys given twice) go to ``faults`` with their lines; None when unreadable."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.append(Fault(path, mark.line + 1 if mark else 1, f"This is not YAML: {error.problem or error.context}."))
        return None
    except yaml.YAMLError as error:
        faults.append(Fault(path, 1, f"This is not YAML: {str(error).splitlines()[0]}."))
        return None
    if root is None:
        faults.append(Fault(path, 1, "The file is empty."))
        return None
    return _node(root, path, faults)


def _node(node: object, path: str, faults: list[Fault]) -> Node:
    import yaml

    if isinstance(node, yaml.MappingNode):
        items: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = str(key.value)
            if name in items:
                faults.append(Fault(path, line, f"“{name}” is given twice.", f"Line {lines[name]} has it already."))
                continue
            items[name] = _node(value, path, faults)
            lines[name] = line
        return Table(items, lines, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return Row(tuple(_node(item, path, faults) for item in node.value), node.start_mark.line + 1)
    assert isinstance(node, yaml.ScalarNode)
    return Text(str(node.value), node.start_mark.line + 1)
