"""sherpa-onnx (Apache-2.0) with a streaming transducer model: hears as it goes on."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

from tocsin.errors import InputError
from tocsin.sources.speech.said import RATE, SAMPLE_BYTES, Said


class SherpaRecogniser:
    """``model``: a folder with ``tokens.txt`` and ``encoder*.onnx``, ``decoder*.onnx``, ``joiner*.onnx``."""

    def __init__(self, model: Path) -> None:
        import sherpa_onnx

        parts = {}
        for part in ("encoder", "decoder", "joiner"):
            found = sorted(model.glob(f"{part}*.onnx"), key=lambda path: ("int8" not in path.name, path.name))
            if not found:
                raise InputError(
                    f"This folder has no {part} of a streaming model.",
                    where=str(model),
                    fix="Get a streaming transducer model for English, and give its folder.",
                )
            parts[part] = str(found[0])
        try:
            self._recogniser = sherpa_onnx.OnlineRecognizer.from_transducer(
                tokens=str(model / "tokens.txt"),
                **parts,
                num_threads=1,
                sample_rate=RATE,
                enable_endpoint_detection=True,
            )
        except (RuntimeError, ValueError, AssertionError) as error:
            raise InputError("sherpa-onnx cannot load this model.", where=str(model), fix="Get it again.") from error

    def listen(self, audio: Iterator[bytes]) -> Iterator[Said]:
        recogniser, stream = self._recogniser, self._recogniser.create_stream()
        start = heard = 0.0
        for piece in audio:
            samples = array("h", piece)
            stream.accept_waveform(RATE, [each / 32768.0 for each in samples])
            heard += len(piece) / SAMPLE_BYTES / RATE
            while recogniser.is_ready(stream):
                recogniser.decode_stream(stream)
            if recogniser.is_endpoint(stream):
                if text := recogniser.get_result(stream).strip():
                    yield Said(text, start, heard)
                recogniser.reset(stream)
                start = heard
        stream.input_finished()
        while recogniser.is_ready(stream):
            recogniser.decode_stream(stream)
        if text := recogniser.get_result(stream).strip():
            yield Said(text, start, heard)
