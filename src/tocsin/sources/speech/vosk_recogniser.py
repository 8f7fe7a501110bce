"""Vosk (Apache-2.0): hears as it goes on, and gives each sentence at its end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tocsin.errors import InputError
from tocsin.sources.speech.said import RATE, Said


class VoskRecogniser:
    """``model``: the folder of an English model."""

    def __init__(self, model: Path) -> None:
        import vosk

        vosk.SetLogLevel(-1)
        try:
            self._model = vosk.Model(str(model))
        except Exception as error:  # vosk raises the bare class and nothing else
            raise InputError(
                "Vosk cannot load this model.", where=str(model), fix="Give its unpacked folder."
            ) from error
        self._recogniser = vosk.KaldiRecognizer

    def listen(self, audio: Iterator[bytes]) -> Iterator[Said]:
        recogniser = self._recogniser(self._model, RATE)
        recogniser.SetWords(True)
        for piece in audio:
            if recogniser.AcceptWaveform(piece):
                yield from _said(recogniser.Result())
        yield from _said(recogniser.FinalResult())


def _said(result: str) -> Iterator[Said]:
    heard = json.loads(result)
    if heard.get("text"):
        words = heard.get("result") or [{"start": 0.0, "end": 0.0}]
        yield Said(heard["text"], words[0]["start"], words[-1]["end"])
