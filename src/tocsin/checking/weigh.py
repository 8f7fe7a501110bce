"""How much of each kind of sign was found: the amounts that the model weighs (checking/model.py).

Evidence of different kinds together — an *ask* with a *pretext* or *pressure* — is counted beside each alone: genuine people
ask for things, and genuine people are in a hurry, but seldom both with a story that a stranger brought.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tocsin.checking.routes import RouteSign
from tocsin.knowledge.load import Knowledge
from tocsin.records import BrokenRule, Understanding

SMALL_ASK = 1.5  # below this a tactic asks for what genuine people ask for too
SECOND, THIRD = 0.5, 0.25  # the second and later signs of one kind count less
TRULY_THEIRS = 0.35


def features(
    understanding: Understanding, knowledge: Knowledge, *, routes: Sequence[RouteSign], rules: Sequence[BrokenRule]
) -> dict[str, float]:
    """Amount by kind, those above zero only."""
    baits = _baits(understanding)
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
    cues = [mention.value for mention in understanding.mentions if mention.kind == "advice"]
    told = {cue for cue in cues if cue.startswith("told-")}
    something = ask or story or baits or len(told - {"told-genuine", "told-quoted"})
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
    amounts["own-way"] = min(2, cues.count("own-way"))
    if something or route > 0:
        amounts["to-anybody"] = min(2, cues.count("to-anybody"))
    amounts.update(dict.fromkeys(sorted(told), 1.0))
    if len(told - {"told-genuine"}) >= 2:
        amounts["told-together"] = 1.0
    amounts["denied"] = min(
        2, len({each.value for each in understanding.mentions if each.kind == "tactic" and each.role == "denied"})
    )
    return {name: amount for name, amount in amounts.items() if amount}


def _baits(understanding: Understanding) -> dict[str, float]:
    """The strength of each bait that was found by its shape; its mentions carry it in ``found_by``."""
    baits: dict[str, float] = {}
    for mention in understanding.mentions:
        if mention.found_by.startswith("frame:"):
            baits[mention.value] = max(baits.get(mention.value, 0.0), float(mention.found_by[6:]))
    return baits


def _diminishing(weights: Iterable[float]) -> float:
    ordered = sorted(weights, reverse=True)
    return sum(weight * (1.0 if at == 0 else SECOND if at == 1 else THIRD) for at, weight in enumerate(ordered))


def _route_weight(routes: Sequence[RouteSign]) -> float:
    """The worst route and half of the next; what is known to be theirs counts only when nothing worse is there."""
    worst = sorted((route.weight for route in routes), reverse=True)
    if not worst:
        return 0.0
    if worst[0] <= 0:
        return worst[0]
    return worst[0] + 0.5 * (worst[1] if len(worst) > 1 and worst[1] > 0 else 0.0)
