"""Whether what one knowledge file says of another is there: tactics, signs, organisations, routes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tocsin.errors import Fault
from tocsin.knowledge.conditions import leaves
from tocsin.knowledge.known import Knowledge


def find_broken_links(knowledge: Knowledge, texts: Mapping[str, str]) -> list[Fault]:
    """A fault for every id that leads nowhere or is there twice. ``texts`` are the files, by path, to give lines."""
    finder = _Finder(knowledge, texts)
    finder.look_at_scams()
    finder.look_at_organisations()
    return finder.faults


class _Finder:
    def __init__(self, knowledge: Knowledge, texts: Mapping[str, str]) -> None:
        self.knowledge = knowledge
        self.texts = texts
        self.faults: list[Fault] = []
        self.kinds = {f"kind:{each.kind}" for each in knowledge.organisations.values()}

    def expect(self, wanted: str, among: Collection[str], path: str, what: str) -> None:
        if wanted not in among:
            self.faults.append(Fault(path, self.line_of(wanted, path), f"There is no {what} “{wanted}”."))

    def line_of(self, wanted: str, path: str) -> int:
        """The first line that holds the word; good enough to lead an eye there."""
        for number, line in enumerate(self.texts.get(path, "").splitlines(), start=1):
            if wanted in line:
                return number
        return 1

    def look_at_scams(self) -> None:
        seen: dict[str, str] = dict.fromkeys(self.knowledge.tactics, "tactics.yaml")
        for scam in self.knowledge.scams.values():
            path = f"scams/{scam.id}.yaml"
            for sign in scam.signs:
                if sign.id in seen:
                    message = f"The id “{sign.id}” is taken in {seen[sign.id]}."
                    self.faults.append(Fault(path, self.line_of(sign.id, path), message, "Choose another."))
                seen[sign.id] = path
                if sign.tactic is not None:
                    self.expect(sign.tactic, self.knowledge.tactics, path, "tactic")
            for tactic in scam.tactics:
                self.expect(tactic, self.knowledge.tactics, path, "tactic")
            for who in scam.impersonates:
                self.expect(who, self.kinds | set(self.knowledge.organisations), path, "organisation")
            own = {sign.id for sign in scam.signs}
            for kind, wanted in leaves(scam.when):
                among: Collection[str] = own
                if kind == "tactic":
                    among = self.knowledge.tactics
                elif kind == "claims":
                    among = self.kinds | set(self.knowledge.organisations)
                self.expect(wanted, among, path, "organisation" if kind == "claims" else kind)

    def look_at_organisations(self) -> None:
        routes: dict[str, str] = {}
        rules: dict[str, str] = {}
        every_route = {route.id for route in self.knowledge.routes()}
        for organisation in self.knowledge.organisations.values():
            path = f"organisations/{organisation.id}.yaml"
            for rule in organisation.rules:
                self.once(rule.id, rules, path)
                for tactic in rule.broken_by:
                    self.expect(tactic, self.knowledge.tactics, path, "tactic")
            for route in organisation.routes:
                self.once(route.id, routes, path)
                if route.replaced_by is not None:
                    self.expect(route.replaced_by, every_route, path, "route")

    def once(self, wanted: str, seen: dict[str, str], path: str) -> None:
        if wanted in seen:
            message = f"The id “{wanted}” is taken in {seen[wanted]}."
            self.faults.append(Fault(path, self.line_of(wanted, path), message, "Choose another."))
        seen[wanted] = path
