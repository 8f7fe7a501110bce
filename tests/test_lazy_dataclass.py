"""The lazy decorator gives what the standard one gives, only later."""

from __future__ import annotations

import dataclasses
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError, field

import pytest

from tocsin import records
from tocsin.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Lazy:
    name: str
    count: int = 3
    places: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    name: str
    count: int = 3
    places: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False)


@pytest.mark.parametrize("kind", [Lazy, Standard])
def test_both_behave_alike(kind: type[Lazy]) -> None:
    one = kind("a", places=["x"])
    assert one == kind("a", 3, ["x"], note="not compared")
    assert one != kind("b")
    assert one != "a"
    assert dataclasses.replace(one, count=4).count == 4
    assert dataclasses.asdict(one) == {"name": "a", "count": 3, "places": ["x"], "note": ""}
    assert repr(one).endswith("(name='a', count=3, places=['x'], note='')")
    assert pickle.loads(pickle.dumps(one)) == one
    assert kind("a").places is not kind("a").places
    assert hash(kind("a", places=())) == hash(kind("a", places=()))  # type: ignore[arg-type]
    with pytest.raises(FrozenInstanceError):
        one.name = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.name
    with pytest.raises(TypeError, match="name"):
        kind()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="colour"):
        kind("a", colour="red")  # type: ignore[call-arg]
    match one:
        case kind(name, count):
            assert (name, count) == ("a", 3)


def test_the_nouns_are_made_lazily() -> None:
    program = "import tocsin.records as r; print(r.Verdict.__init__.__code__.co_filename)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "lazy_dataclass" in done.stdout
    assert records.Span(1, 2, "x") == records.Span(1, 2, "x")
