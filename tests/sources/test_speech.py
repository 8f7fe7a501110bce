"""Speech becomes turns of a call by whichever recogniser is there. The recognisers' libraries are stood in for, each by
a small double with its calls; sound files are real."""

from __future__ import annotations

import itertools
import json
import math
import sys
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from tocsin.cli.call import call
from tocsin.errors import InputError
from tocsin.sources.speech import open_recogniser
from tocsin.sources.speech.audio import read_audio
from tocsin.sources.speech.said import RATE, Said

TRANSCRIPT = [
    "hello this is the fraud team at your bank",
    "somebody is using your account so you need to move your money to a new safe account today",
    "do not tell anyone in the branch why",
]


def tone(path: Path, *, rate: int = RATE, channels: int = 1, seconds: float = 2.0, width: int = 2) -> Path:
    """A tone of 440 Hz."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        samples = array("h")
        for at in range(int(rate * seconds)):
            samples.extend([int(9000 * math.sin(2 * math.pi * 440 * at / rate))] * channels)
        file.writeframes(samples.tobytes() if width == 2 else bytes((each >> 8) + 128 for each in samples))
    return path


def crossings(pieces: Iterator[bytes]) -> tuple[int, int]:
    """How often the sound goes up through nothing, and how many samples there are."""
    samples = array("h", b"".join(pieces))
    return sum(1 for before, after in itertools.pairwise(samples) if before < 0 <= after), len(samples)


@pytest.mark.parametrize(("rate", "channels", "width"), [(16000, 1, 2), (44100, 2, 2), (8000, 1, 2), (48000, 1, 1)])
def test_sound_of_any_rate_is_turned_into_what_recognisers_take(
    tmp_path: Path, rate: int, channels: int, width: int
) -> None:
    ups, count = crossings(read_audio(tone(tmp_path / "a.wav", rate=rate, channels=channels, width=width)))
    assert abs(count - 2 * RATE) <= 8
    assert abs(ups - 880) <= 4  # two seconds of 440 Hz


@pytest.mark.parametrize("data", [b"", b"RIFF", b"not a sound at all", b"RIFF\x00\x00\x00\x00WAVEfmt "])
def test_what_is_no_sound_is_a_sentence_with_a_way_out(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        list(read_audio(path))
    assert "ffmpeg" in caught.value.fix


def test_a_missing_sound_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(read_audio(tmp_path / "none.wav"))


class FakeVosk(ModuleType):
    """Vosk's calls; "hears" a line of the transcript for every second of sound."""

    def __init__(self) -> None:
        super().__init__("vosk")
        self.__spec__: Any = SimpleNamespace()
        self.SetLogLevel = lambda level: None
        self.Model = self._model
        self.KaldiRecognizer = _VoskHears

    def _model(self, path: str) -> str:
        if not (Path(path) / "am").exists():
            raise Exception("Failed to create a model")
        return path


class _VoskHears:
    def __init__(self, model: str, rate: int) -> None:
        assert rate == RATE
        self.heard, self.line = 0, 0

    def SetWords(self, wanted: bool) -> None:
        assert wanted

    def AcceptWaveform(self, piece: bytes) -> bool:
        self.heard += len(piece) // 2
        return self.heard // RATE > self.line and self.line < len(TRANSCRIPT)

    def Result(self) -> str:
        said = TRANSCRIPT[self.line]
        self.line += 1
        return json.dumps({"text": said, "result": [{"start": self.line - 1.0, "end": self.line - 0.1, "word": "x"}]})

    def FinalResult(self) -> str:
        return json.dumps({"text": ""})


@pytest.fixture
def vosk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A model's folder, with the library in place."""
    monkeypatch.setitem(sys.modules, "vosk", FakeVosk())
    model = tmp_path / "model"
    (model / "am").mkdir(parents=True)
    return model


def test_each_sentence_comes_with_its_time(vosk: Path, tmp_path: Path) -> None:
    recogniser = open_recogniser("vosk", vosk)
    said = list(recogniser.listen(read_audio(tone(tmp_path / "a.wav", seconds=4.0))))
    assert said[0] == Said(TRANSCRIPT[0], 0.0, 0.9)
    assert [each.text for each in said] == TRANSCRIPT


def test_a_folder_without_a_model_is_a_sentence(vosk: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot load"):
        open_recogniser("vosk", tmp_path)
    with pytest.raises(InputError, match="no such model"):
        open_recogniser("vosk", tmp_path / "none")


def test_no_recogniser_says_which_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(InputError, match="pip install vosk"):
        open_recogniser(None, tmp_path)


def test_a_call_that_is_listened_to_raises_the_alarm(vosk: Path, tmp_path: Path) -> None:
    sound = tone(tmp_path / "a.wav", seconds=4.0)
    answer = CliRunner().invoke(call, ["--audio", str(sound), "--model", str(vosk)], standalone_mode=False)
    assert answer.exception is None, answer.output
    assert answer.return_value == 1
    assert "***" in answer.output
    assert " 0:01  somebody is using your account" in answer.output


def test_sherpa_gives_a_sentence_at_each_pause(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Recognizer:
        def __init__(self) -> None:
            self.heard, self.line, self.waiting = 0, 0, False

        @classmethod
        def from_transducer(cls, **given: Any) -> Recognizer:
            assert Path(given["encoder"]).name == "encoder.int8.onnx"
            return cls()

        def create_stream(self) -> Recognizer:
            return self

        def accept_waveform(self, rate: int, samples: list[float]) -> None:
            assert max(samples) <= 1.0
            self.heard += len(samples)
            self.waiting = True

        def input_finished(self) -> None:
            self.waiting = False

        def is_ready(self, stream: Recognizer) -> bool:
            return self.waiting

        def decode_stream(self, stream: Recognizer) -> None:
            self.waiting = False

        def is_endpoint(self, stream: Recognizer) -> bool:
            return self.heard // RATE > self.line

        def get_result(self, stream: Recognizer) -> str:
            return TRANSCRIPT[self.line] if self.heard // RATE > self.line else ""

        def reset(self, stream: Recognizer) -> None:
            self.line += 1

    module = ModuleType("sherpa_onnx")
    module.__spec__ = SimpleNamespace()  # type: ignore[assignment]
    module.OnlineRecognizer = Recognizer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sherpa_onnx", module)
    with pytest.raises(InputError, match="no encoder"):
        open_recogniser("sherpa-onnx", tmp_path)
    for name in ("encoder.int8.onnx", "encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"):
        (tmp_path / name).touch()
    said = list(open_recogniser("sherpa-onnx", tmp_path).listen(read_audio(tone(tmp_path / "a.wav", seconds=2.4))))
    assert [(each.text, each.start_seconds, each.end_seconds) for each in said] == [
        (TRANSCRIPT[0], 0.0, 1.0),
        (TRANSCRIPT[1], 1.0, 2.0),
    ]


def test_whisper_hears_a_stretch_at_a_time_and_keeps_the_clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[int] = []

    class WhisperModel:
        def __init__(self, path: str, **given: Any) -> None:
            assert given["local_files_only"]

        def transcribe(self, samples: Any, **given: Any) -> tuple[list[Any], None]:
            assert given["language"] == "en"
            asked.append(len(samples))
            return [SimpleNamespace(text=" words ", start=0.5, end=1.0)], None

    module = ModuleType("faster_whisper")
    module.__spec__ = SimpleNamespace()  # type: ignore[assignment]
    module.WhisperModel = WhisperModel  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "faster_whisper", module)
    numpy = ModuleType("numpy")
    numpy.frombuffer = lambda data, dtype: _Samples(array("h", data))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "numpy", numpy)
    said = list(open_recogniser("faster-whisper", tmp_path).listen(read_audio(tone(tmp_path / "a.wav", seconds=15.0))))
    assert asked == [12 * RATE, 3 * RATE]
    assert [each.start_seconds for each in said] == [0.5, 12.5]
    assert said[0].text == "words"


class _Samples:
    """As much of a numpy array as is used."""

    def __init__(self, samples: Any) -> None:
        self.samples = samples

    def astype(self, kind: str) -> _Samples:
        return self

    def __truediv__(self, by: float) -> list[float]:
        return [each / by for each in self.samples]
