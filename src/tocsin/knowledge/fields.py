"""Reading the fields of one knowledge file: every fault is kept with its line, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from tocsin.errors import Fault
from tocsin.knowledge.yaml_nodes import Node, Row, Table, Text

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Fields:
    """The fields of one table of one file. Asking for a field marks it as known; ``finish`` faults the rest."""

    def __init__(self, table: Table, *, path: str, faults: list[Fault]) -> None:
        self.table = table
        self.path = path
        self.faults = faults
        self.asked: set[str] = set()

    def fault(self, line: int, message: str, fix: str = "") -> None:
        self.faults.append(Fault(self.path, line, message, fix))

    def line(self, name: str) -> int:
        return self.table.lines.get(name, self.table.line)

    def node(self, name: str, *, required: bool) -> Node | None:
        self.asked.add(name)
        found = self.table.items.get(name)
        if found is None and required:
            self.fault(self.table.line, f"“{name}” is missing.")
        return found

    def text(self, name: str, default: str | None = None) -> str:
        node = self.node(name, required=default is None)
        if node is None:
            return default or ""
        if not isinstance(node, Text) or not node.value.strip():
            self.fault(self.line(name), f"“{name}” must be a text.")
            return default or ""
        return " ".join(node.value.split())

    def slug(self, name: str) -> str:
        value = self.text(name)
        if value and not SLUG.fullmatch(value):
            self.fault(self.line(name), f"“{value}” is no id.", "An id is small letters, digits and single hyphens.")
        return value

    def choice(self, name: str, among: Collection[str], default: str | None = None) -> str:
        value = self.text(name, default)
        if value and value not in among:
            self.fault(self.line(name), f"“{name}” cannot be “{value}”.", f"It is one of {', '.join(sorted(among))}.")
        return value

    def flag(self, name: str, default: bool | None = None) -> bool:
        return self.choice(name, ("true", "false"), None if default is None else str(default).lower()) == "true"

    def number(self, name: str, default: float | None = None) -> float:
        value = self.text(name, None if default is None else str(default))
        try:
            return float(value)
        except ValueError:
            if value:
                self.fault(self.line(name), f"“{name}” must be a number, not “{value}”.")
            return default or 0.0

    def day(self, name: str) -> date | None:
        """A day as 2026-11-24, or the first of a month as 2026-11. None when absent."""
        value = self.text(name, "")
        if not value:
            return None
        try:
            return date.fromisoformat(value if len(value) > 7 else f"{value}-01")
        except ValueError:
            self.fault(self.line(name), f"“{name}” must be a day, not “{value}”.", "Write 2026-11-24 or 2026-11.")
            return None

    def texts(self, name: str, *, required: bool = False, among: Collection[str] = ()) -> tuple[str, ...]:
        return tuple(text for text, _ in self.texts_with_lines(name, required=required, among=among))

    def texts_with_lines(
        self, name: str, *, required: bool = False, among: Collection[str] = ()
    ) -> tuple[tuple[str, int], ...]:
        """A list of texts (a single text counts as a list of one), each with its line."""
        node = self.node(name, required=required)
        if node is None:
            return ()
        items = (node,) if isinstance(node, Text) else node.items if isinstance(node, Row) else None
        if items is None:
            self.fault(self.line(name), f"“{name}” must be a list of texts.")
            return ()
        found: list[tuple[str, int]] = []
        for item in items:
            if not isinstance(item, Text) or not item.value.strip():
                self.fault(item.line, f"“{name}” must hold texts only.", "Put quotes round one that holds a colon.")
            elif among and item.value not in among:
                self.fault(item.line, f"“{name}” cannot hold “{item.value}”.", f"It takes {', '.join(sorted(among))}.")
            else:
                found.append((" ".join(item.value.split()), item.line))
        if required and not items:
            self.fault(self.line(name), f"“{name}” must not be empty.")
        return tuple(found)

    def tables(self, name: str, *, required: bool = False) -> tuple[Fields, ...]:
        node = self.node(name, required=required)
        if node is None:
            return ()
        if not isinstance(node, Row):
            self.fault(self.line(name), f"“{name}” must be a list.")
            return ()
        found = []
        for item in node.items:
            if isinstance(item, Table):
                found.append(Fields(item, path=self.path, faults=self.faults))
            else:
                self.fault(item.line, f"“{name}” must hold entries with fields.")
        return tuple(found)

    def one_table(self, name: str, *, required: bool = False) -> Fields | None:
        node = self.node(name, required=required)
        if node is None:
            return None
        if not isinstance(node, Table):
            self.fault(self.line(name), f"“{name}” must be an entry with fields.")
            return None
        return Fields(node, path=self.path, faults=self.faults)

    def finish(self) -> None:
        """Faults each field that nobody asked for: a misspelt name must not be lost in silence."""
        for name, line in self.table.lines.items():
            if name not in self.asked:
                known = ", ".join(sorted(self.asked))
                self.fault(line, f"“{name}” is not a field here.", f"The fields are {known}.")
