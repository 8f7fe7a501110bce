"""Sound from a file or a microphone, as recognisers take it: 16 kHz, one channel, signed 16-bit."""

from __future__ import annotations

import sys
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

from tocsin.errors import InputError
from tocsin.sources.speech.said import PIECE_SECONDS, RATE, SAMPLE_BYTES


def read_audio(path: Path) -> Iterator[bytes]:
    """The sound of a WAV file in pieces of a quarter of a second.

    Raises:
        InputError: no such file, or no WAV of whole samples.
    """
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            if width not in (1, 2) or channels < 1 or not 4_000 <= rate <= 192_000:
                raise _not_wav(path, f"it has {8 * width} bits and {rate} samples a second")
            turn = _Turner(rate)
            while frames := file.readframes(int(rate * PIECE_SECONDS)):
                if piece := turn.turned(_one_channel(frames, channels, width)):
                    yield piece
    except (wave.Error, EOFError, RuntimeError, ValueError) as error:  # RuntimeError: a piece longer than the file
        raise _not_wav(path, str(error) or "it ends early") from error
    except OSError as error:
        raise InputError(
            f"The file cannot be read ({error.strerror}).", where=str(path), fix="Check the name."
        ) from error


def microphone() -> Iterator[bytes]:
    """What the microphone hears, until the caller stops asking.

    Raises:
        InputError: there is no microphone, or ``sounddevice`` is not installed.
    """
    try:
        import sounddevice
    except (ModuleNotFoundError, OSError) as error:  # OSError: PortAudio itself is missing
        raise InputError(
            "The microphone needs the package sounddevice.",
            fix="Install it: pip install sounddevice.",
            code="no-microphone",
        ) from error
    try:
        with sounddevice.RawInputStream(samplerate=RATE, channels=1, dtype="int16") as stream:
            while True:
                data, _ = stream.read(int(RATE * PIECE_SECONDS))
                yield bytes(data)
    except sounddevice.PortAudioError as error:
        raise InputError(f"The microphone cannot be used ({error}).", fix="Check that one is connected.") from error


class _Turner:
    """Turns any rate into 16 kHz by drawing lines between samples: speech needs no better."""

    def __init__(self, rate: int) -> None:
        self._step = rate / RATE
        self._at = 0.0  # where the next sample is taken, counted in samples of this piece
        self._last = 0

    def turned(self, samples: array[int]) -> bytes:
        if self._step == 1.0:
            return _little(samples)
        taken = array("h")
        at, count = self._at, len(samples)
        while at < count:
            left = int(at)
            before = samples[left - 1] if left else self._last
            taken.append(int(before + (samples[left] - before) * (at - left)))
            at += self._step
        self._at = at - count
        self._last = samples[-1] if count else self._last
        return _little(taken)


def _one_channel(frames: bytes, channels: int, width: int) -> array[int]:
    if width == 1:
        samples = array("h", ((each - 128) * 256 for each in frames))
    else:
        samples = array("h")
        samples.frombytes(frames[: len(frames) - len(frames) % SAMPLE_BYTES])
        if sys.byteorder == "big":
            samples.byteswap()
    if channels == 1:
        return samples
    whole = len(samples) - len(samples) % channels
    return array("h", (sum(samples[at : at + channels]) // channels for at in range(0, whole, channels)))


def _little(samples: array[int]) -> bytes:
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    return samples.tobytes()


def _not_wav(path: Path, reason: str) -> InputError:
    return InputError(
        f"This is no sound that Tocsin can read ({reason}).",
        where=str(path),
        fix="Turn it into WAV: ffmpeg -i FILE -ac 1 -ar 16000 out.wav",
        code="not-audio",
    )
