"""How much of each kind of sign was found: the amounts that the model weighs (checking/model.py).

Evidence of different kinds together — an *ask* with a *pretext* or *pressure* — is counted beside each alone: genuine people
ask for things, and genuine people are in a hurry, but seldom both with a story that a stranger brought.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tocsin.checking.routes import RouteSign
from tocsin.knowledge.load import Knowledge
from tocsin.records import BrokenRule, Mention, Understanding

SMALL_ASK = 1.5  # below this a tactic asks for what genuine people ask for too
SECOND, THIRD = 0.5, 0.25  # the second and later signs of one kind count less
TRULY_THEIRS = 0.35


def features(
    understanding: Understanding, knowledge: Knowledge, *, routes: Sequence[RouteSign], rules: Sequence[BrokenRule]
) -> dict[str, float]:
    """Amount by kind, those above zero only."""
    baits, told, denied, own_way, to_anybody = _counted(understanding.mentions)
    kinds: dict[str, list[float]] = {}
    for tactic in understanding.tactics:
        if tactic not in baits:
            known = knowledge.tactics[tactic]
            kind = "small-ask" if known.kind == "ask" and known.weight < SMALL_ASK else known.kind
            kinds.setdefault(kind, []).append(known.weight)
    amounts = {kind: _diminishing(weights) for kind, weights in kinds.items()}
    ask = amounts.get("ask", 0.0) + amounts.get("small-ask", 0.0)
    story = amounts.get("pressure", 0.0) + amounts.get("pretext", 0.0) + amounts.get("lure", 0.0)
    route = _route_weight(routes)
    amounts["together"] = min(ask + max(0.0, route), story)
    if baits:
        amounts["bait"] = 1.0
        amounts["reward"] = min(3.0, baits.get("reward-for-contact", 0.0))
        amounts["trouble"] = min(3.0, baits.get("trouble-for-contact", 0.0))
        less = "trouble" if amounts["reward"] >= amounts["trouble"] else "reward"
        amounts[less] *= 0.3
    something = ask or story or baits or (told and told - {"told-genuine", "told-quoted"})
    if understanding.claimed and something:
        amounts["claimed"] = 1.0
    if route < 0:
        amounts["known-route"] = -route
    elif route and (something or route >= 1.5):
        amounts["route"] = route
    if understanding.scam is not None:
        # Whoever sends people to the true address and asks for nothing grave has little to gain by the rest.
        amounts["entry"] = TRULY_THEIRS if route < 0 and not amounts.get("ask") else 1.0
    if rules:
        amounts["rule" if any(rule.verified for rule in rules) else "rule-unverified"] = 1.0
    amounts["own-way"] = min(2, own_way)
    if something or route > 0:
        amounts["to-anybody"] = min(2, to_anybody)
    if told:
        amounts.update(dict.fromkeys(sorted(told), 1.0))
        if len(told - {"told-genuine"}) >= 2:
            amounts["told-together"] = 1.0
    amounts["denied"] = min(2, len(denied))
    return {name: amount for name, amount in amounts.items() if amount}


def _counted(mentions: Iterable[Mention]) -> tuple[dict[str, float], set[str], set[str], int, int]:
    """What the mentions of tactics and cues say: the strength of each bait that was found by its shape (its mentions carry it in
    ``found_by``), what is told, which tactics are denied, and how often there is a way of the reader's own, or talk to anybody."""
    baits: dict[str, float] = {}
    told: set[str] = set()
    denied: set[str] = set()
    own_way = to_anybody = 0
    for mention in mentions:
        value = mention.value
        if mention.kind == "tactic":
            if mention.found_by.startswith("frame:"):
                baits[value] = max(baits.get(value, 0.0), float(mention.found_by[6:]))
            if mention.role == "denied":
                denied.add(value)
        elif mention.kind == "advice":
            if value.startswith("told-"):
                told.add(value)
            else:
                own_way += value == "own-way"
                to_anybody += value == "to-anybody"
    return baits, told, denied, own_way, to_anybody


def _diminishing(weights: Sequence[float]) -> float:
    if len(weights) == 1:
        return weights[0]
    ordered = sorted(weights, reverse=True)
    return sum(weight * (1.0 if at == 0 else SECOND if at == 1 else THIRD) for at, weight in enumerate(ordered))


def _route_weight(routes: Sequence[RouteSign]) -> float:
    """The worst route and half of the next; what is known to be theirs counts only when nothing worse is there."""
    if not routes:
        return 0.0
    worst = sorted((route.weight for route in routes), reverse=True)
    if worst[0] <= 0:
        return worst[0]
    return worst[0] + 0.5 * (worst[1] if len(worst) > 1 and worst[1] > 0 else 0.0)
