"""Speech → turns of a call, by whichever recogniser the user has with a model. None ships with Tocsin.

Everything here happens on the user's own machine; no audio leaves it and none is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from tocsin.errors import InputError
from tocsin.sources.speech.said import Said

__all__ = ["RECOGNISERS", "Recogniser", "Said", "open_recogniser"]


class Recogniser(Protocol):
    """Hears audio (pieces of 16 kHz, one channel, signed 16-bit little-endian) and gives what was said as it comes."""

    def listen(self, audio: Iterator[bytes]) -> Iterator[Said]: ...


def _vosk(model: Path) -> Recogniser:
    from tocsin.sources.speech.vosk_recogniser import VoskRecogniser

    return VoskRecogniser(model)


def _sherpa(model: Path) -> Recogniser:
    from tocsin.sources.speech.sherpa_recogniser import SherpaRecogniser

    return SherpaRecogniser(model)


def _whisper(model: Path) -> Recogniser:
    from tocsin.sources.speech.whisper_recogniser import WhisperRecogniser

    return WhisperRecogniser(model)


RECOGNISERS: dict[str, tuple[str, Callable[[Path], Recogniser]]] = {
    "vosk": ("vosk", _vosk),
    "sherpa-onnx": ("sherpa_onnx", _sherpa),
    "faster-whisper": ("faster_whisper", _whisper),
}
"""Name → the module it needs, and what opens it. A new one is a new module of the same shape and a line here."""


def open_recogniser(name: str | None, model: Path) -> Recogniser:
    """A recogniser with its model; without a name, the first that is installed.

    Raises:
        InputError: none is installed, the named one is not, or the model cannot be loaded.
    """
    from importlib.util import find_spec

    if not model.exists():
        raise InputError(
            "There is no such model.", where=str(model), fix="Give the folder that the model was unpacked to."
        )
    installed = [each for each, (module, _) in RECOGNISERS.items() if find_spec(module) is not None]
    chosen = name or next(iter(installed), None)
    if chosen is None or chosen not in installed:
        raise InputError(
            f"{chosen} is not installed." if chosen else "No speech recogniser is installed.",
            fix=f"Install one: pip install {chosen or 'vosk'}. Then get a model for English from its own page.",
            code="no-recogniser",
        )
    return RECOGNISERS[chosen][1](model)
