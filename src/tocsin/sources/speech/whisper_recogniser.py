"""faster-whisper (MIT): hears a stretch at a time, cut where somebody pauses."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

from tocsin.errors import InputError
from tocsin.sources.speech.said import RATE, SAMPLE_BYTES, Said

SHORTEST_SECONDS, LONGEST_SECONDS = 3.0, 12.0
QUIET = 350  # mean of the samples' size below which a piece counts as a pause


class WhisperRecogniser:
    """``model``: the folder of a converted model. Nothing is fetched."""

    def __init__(self, model: Path) -> None:
        import faster_whisper

        try:
            self._model = faster_whisper.WhisperModel(str(model), compute_type="int8", local_files_only=True)
        except (RuntimeError, ValueError, OSError) as error:
            raise InputError(
                "faster-whisper cannot load this model.", where=str(model), fix="Give its folder, with model.bin in it."
            ) from error

    def listen(self, audio: Iterator[bytes]) -> Iterator[Said]:
        start = 0.0
        held = bytearray()
        for piece in audio:
            held += piece
            seconds = len(held) / SAMPLE_BYTES / RATE
            if seconds >= LONGEST_SECONDS or (seconds >= SHORTEST_SECONDS and _is_quiet(piece)):
                yield from self._heard(bytes(held), start)
                start += seconds
                held.clear()
        if held:
            yield from self._heard(bytes(held), start)

    def _heard(self, data: bytes, start: float) -> Iterator[Said]:
        import numpy

        samples = numpy.frombuffer(data, dtype="<i2").astype("float32") / 32768.0
        segments, _ = self._model.transcribe(samples, language="en", beam_size=1, condition_on_previous_text=False)
        for segment in segments:
            if text := segment.text.strip():
                yield Said(text, start + segment.start, start + segment.end)


def _is_quiet(piece: bytes) -> bool:
    samples = array("h", piece)
    return not samples or sum(map(abs, samples)) / len(samples) < QUIET
