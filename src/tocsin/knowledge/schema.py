"""What each kind of knowledge file must hold, read into records. Faults are collected, never raised one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast, get_args

from tocsin.errors import Fault
from tocsin.knowledge.conditions import read_condition
from tocsin.knowledge.fields import Fields
from tocsin.knowledge.phrases import phrase_pattern
from tocsin.knowledge.yaml_nodes import Table, read_yaml
from tocsin.records import (
    CHANNELS,
    STAGES,
    CategoryCode,
    ConductRule,
    ContactRoute,
    Example,
    Modality,
    Organisation,
    Reference,
    Scam,
    Sign,
    Tactic,
)

NATIONS = ("gb-eng", "gb-wls", "gb-sct", "gb-nir")
ISLANDS = ("gg", "je", "im")  # Guernsey, Jersey and the Isle of Man: their own police, nobody's nation
TACTIC_KINDS = ("ask", "pressure", "pretext", "lure", "means")
ROUTE_KINDS = ("phone", "sms", "web", "email", "relay")
PURPOSES = (
    "report", "bank", "emergency", "non-emergency", "confirm", "advice", "support", "crisis", "forward-text", "forward-email",
)  # fmt: skip
ORGANISATION_KINDS = (
    "advice", "bank", "charity", "computer", "council", "court", "delivery", "employer", "energy", "government", "health",
    "housing", "internet", "legal", "parking", "payment", "police", "regulator", "reporting", "retail", "tax",
)  # fmt: skip
EXAMPLE_CHANNELS = (*(channel for channel in CHANNELS if channel != "webhook"), "description")
"""``description`` is a person's account of what happened, whatever way it came."""
ADVICE_STAGES = (*STAGES, "on_call")


class FileReader:
    """Reads the files of one knowledge folder with one list of faults and one cache of compiled phrases."""

    def __init__(self, parts: Mapping[str, tuple[str, ...]], faults: list[Fault]) -> None:
        self.parts = parts
        self.faults = faults
        self.patterns: dict[str, str] = {}

    def table(self, text: str, path: str) -> Fields | None:
        root = read_yaml(text, path=path, faults=self.faults)
        if root is None:
            return None
        if not isinstance(root, Table):
            self.faults.append(Fault(path, root.line, "The file must hold fields, not a list or a text."))
            return None
        return Fields(root, path=path, faults=self.faults)

    def phrases(self, fields: Fields, *, required: bool = True) -> tuple[str, ...]:
        found = fields.texts_with_lines("phrases", required=required)
        for phrase, line in found:
            if phrase in self.patterns:
                continue
            try:
                self.patterns[phrase] = phrase_pattern(phrase, self.parts)
            except ValueError as error:
                fields.fault(line, str(error))
        return tuple(phrase for phrase, _ in found)

    def scam(self, text: str, path: str, *, stem: str) -> Scam | None:
        fields = self.table(text, path)
        if fields is None:
            return None
        _same_as_file(fields, stem)
        scam = Scam(
            id=fields.slug("id"),
            name=fields.text("name"),
            summary=fields.text("summary"),
            nations=fields.texts("nations", among=NATIONS) or NATIONS,
            channels=fields.texts("channels", required=True, among=CHANNELS),
            impersonates=fields.texts("impersonates"),
            tactics=fields.texts("tactics", required=True),
            signs=tuple(self._sign(each) for each in fields.tables("signs", required=True)),
            when=read_condition(fields),
            spot=fields.texts("spot", required=True),
            advice=self._advice(fields),
            examples=tuple(_example(each) for each in fields.tables("examples", required=True)),
            near_misses=tuple(_example(each) for each in fields.tables("near_misses", required=True)),
            references=tuple(_reference(each) for each in fields.tables("references", required=True)),
            codes=tuple(_code(each) for each in fields.tables("codes")),
            also_called=fields.texts("also_called"),
            f3=fields.texts("f3"),
        )
        fields.finish()
        return scam

    def _sign(self, fields: Fields) -> Sign:
        sign = Sign(
            id=fields.slug("id"),
            why=fields.text("why"),
            phrases=self.phrases(fields),
            tactic=fields.text("tactic", "") or None,
            weight=fields.number("weight", 1.0),
        )
        fields.finish()
        return sign

    def _advice(self, fields: Fields) -> dict[str, tuple[str, ...]]:
        advice = fields.one_table("advice", required=True)
        if advice is None:
            return {}
        found = {stage: advice.texts(stage, required=True) for stage in ADVICE_STAGES}
        advice.finish()
        return found

    def organisation(self, text: str, path: str, *, stem: str) -> Organisation | None:
        fields = self.table(text, path)
        if fields is None:
            return None
        _same_as_file(fields, stem)
        own = fields.slug("id")
        name = fields.text("name")
        nations = fields.texts("nations", among=NATIONS + ISLANDS) or NATIONS
        names = fields.texts("names")
        organisation = Organisation(
            id=own,
            name=name,
            kind=fields.choice("kind", ORGANISATION_KINDS),
            names=names if name in names else (name, *names),
            nations=nations,
            domains=fields.texts("domains"),
            rules=tuple(_rule(each, own) for each in fields.tables("rules")),
            routes=tuple(_route(each, own, nations) for each in fields.tables("routes")),
            generic=fields.flag("generic", False),
        )
        fields.finish()
        return organisation

    def tactics(self, text: str, path: str) -> dict[str, Tactic]:
        fields = self.table(text, path)
        if fields is None:
            return {}
        found: dict[str, Tactic] = {}
        for each in fields.tables("tactics", required=True):
            tactic = Tactic(
                id=each.slug("id"),
                name=each.text("name"),
                says=each.text("says"),
                kind=cast(Literal["ask", "pressure", "pretext", "lure", "means"], each.choice("kind", TACTIC_KINDS)),
                weight=each.number("weight"),
                f3=each.texts("f3"),
                phrases=self.phrases(each, required=False),
            )
            each.finish()
            if tactic.id in found:
                each.fault(each.line("id"), f"The tactic “{tactic.id}” is there twice.")
            found[tactic.id] = tactic
        fields.finish()
        return found


def read_parts(text: str, path: str, faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    """The named groups of phrases of ``parts.yaml``; each is compiled once, so that a bad one is a fault of its line."""
    fields = FileReader({}, faults).table(text, path)
    if fields is None:
        return {}
    with_lines = {name: fields.texts_with_lines(name, required=True) for name in fields.table.items}
    if "money" in with_lines:
        fields.fault(fields.line("money"), "The group {money} is built in.", "Choose another name.")
    parts = {name: tuple(phrase for phrase, _ in rows) for name, rows in with_lines.items()}
    for rows in with_lines.values():
        for phrase, line in rows:
            try:
                phrase_pattern(phrase, parts)
            except ValueError as error:
                faults.append(Fault(path, line, str(error)))
    return parts


def _same_as_file(fields: Fields, stem: str) -> None:
    own = fields.slug("id")
    if own and own != stem:
        fields.fault(fields.line("id"), f"The id “{own}” is not the file's name.", f"Call the file {own}.yaml.")


def _example(fields: Fields) -> Example:
    example = Example(fields.text("text"), fields.choice("channel", EXAMPLE_CHANNELS), fields.text("note", ""))
    fields.finish()
    return example


def _reference(fields: Fields) -> Reference:
    reference = Reference(fields.text("title"), fields.text("url"), fields.day("seen_on"))
    fields.finish()
    return reference


def _source(fields: Fields) -> Reference:
    source = fields.one_table("source", required=True)
    return Reference("", "") if source is None else _reference(source)


def _code(fields: Fields) -> CategoryCode:
    code = CategoryCode(
        scheme=fields.text("scheme"),
        edition=fields.text("edition"),
        code=fields.text("code"),
        verified=fields.flag("verified"),
    )
    fields.finish()
    return code


def _rule(fields: Fields, organisation: str) -> ConductRule:
    rule = ConductRule(
        id=fields.slug("id"),
        organisation=organisation,
        modality=cast(Modality, fields.choice("modality", get_args(Modality))),
        act=fields.text("act"),
        broken_by=fields.texts("broken_by", required=True),
        channels=fields.texts("channels", among=CHANNELS),
        source=_source(fields),
        verified=fields.flag("verified"),
        exception=fields.text("exception", ""),
    )
    fields.finish()
    return rule


def _route(fields: Fields, organisation: str, nations: tuple[str, ...]) -> ContactRoute:
    route = ContactRoute(
        id=fields.slug("id"),
        organisation=organisation,
        name=fields.text("name"),
        kind=cast(Literal["phone", "sms", "web", "email", "relay"], fields.choice("kind", ROUTE_KINDS)),
        value=fields.text("value"),
        use=fields.text("use"),
        purposes=fields.texts("purposes", required=True, among=PURPOSES),
        nations=fields.texts("nations", among=NATIONS) or nations,
        verified=fields.flag("verified"),
        source=_source(fields),
        valid_from=fields.day("valid_from"),
        valid_to=fields.day("valid_to"),
        replaced_by=fields.text("replaced_by", "") or None,
    )
    fields.finish()
    return route
