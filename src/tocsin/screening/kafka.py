"""The same screening on a Kafka topic: texts come in on one, verdicts go out on another, at least once.

Offsets are committed only after the verdicts were taken by the brokers. A crash in between sends some verdicts again; each
carries where its text stood (``tocsin-source``: topic/partition/offset), which never changes, so that whoever reads them can
drop what came before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import InputError
from .batch import Judge
from .files import RESULTS, row_of

BATCH_ROWS = 500
WAIT_SECONDS = 0.5
FLUSH_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Topics:
    """Where texts come from and verdicts go to; ``rejects`` takes what could not be read, with the reason."""

    source: str
    target: str

    @property
    def rejects(self) -> str:
        return f"{self.target}.rejects"


def follow_topic(
    topics: Topics,
    judge: Judge,
    *,
    settings: Mapping[str, Any],
    tell: Callable[[int, int], None] = lambda screened, rejected: None,
    going_on: Callable[[], bool] = lambda: True,
) -> tuple[int, int]:
    """Screen until ``going_on`` says no; rows screened and rejected.

    ``settings`` are librdkafka's, at least ``bootstrap.servers``. A value is JSON: ``{"id", "text", "channel"?, …}``; the
    verdict is the same object with ``level, score, scam, tactics``, under the same key.

    Raises:
        InputError: the client is not installed, or the brokers refuse us.
    """
    try:
        from confluent_kafka import Consumer, KafkaException, Producer
    except ImportError as error:
        raise InputError(
            "Kafka needs its client, which is not installed.", fix="Install the extra: pip install 'tocsin[kafka]'"
        ) from error
    consumer = Consumer(
        {"group.id": "tocsin", "auto.offset.reset": "earliest", **settings, "enable.auto.commit": False}
    )
    producer = Producer(
        {"enable.idempotence": True, **{name: value for name, value in settings.items() if name != "group.id"}}
    )
    screened = rejected = 0
    consumer.subscribe([topics.source])
    try:
        while going_on():
            messages = [message for message in consumer.consume(BATCH_ROWS, WAIT_SECONDS) if not _is_news(message)]
            if not messages:
                continue
            read = [(message, _row(message.value())) for message in messages]
            good = [(message, row) for message, row in read if isinstance(row, dict)]
            found = judge([row["text"] for _, row in good], [_channel(row) for _, row in good])
            for (message, row), results in zip(good, found, strict=True):
                value = {**row, **dict(zip(RESULTS, results, strict=True))}
                _send(producer, topics.target, message, json.dumps(value, ensure_ascii=False).encode())
            for message, reason in read:
                if isinstance(reason, str):
                    _send(producer, topics.rejects, message, message.value() or b"", reason=reason)
            if producer.flush(FLUSH_SECONDS):
                raise InputError(
                    "The brokers did not take the verdicts.",
                    where=topics.target,
                    fix="Nothing is lost: start again, and these texts are screened again.",
                )
            consumer.commit(asynchronous=False)
            screened += len(good)
            rejected += len(messages) - len(good)
            tell(len(good), len(messages) - len(good))
    except KafkaException as error:
        raise InputError(
            f"Kafka refuses: {error.args[0].str()}.", where=topics.source, fix="Check the brokers and the topics."
        ) from error
    finally:
        consumer.close()
    return screened, rejected


def _is_news(message: Any) -> bool:
    """Word from the client instead of a message: the end of a partition is none that matters, the rest is an error."""
    error = message.error()
    if error is None:
        return False
    if error.fatal() or not error.retriable():
        from confluent_kafka import KafkaError, KafkaException

        if error.code() not in (KafkaError._PARTITION_EOF, KafkaError.UNKNOWN_TOPIC_OR_PART):
            raise KafkaException(error)
    return True


def _row(value: bytes | None) -> dict[str, Any] | str:
    """The row, or why there is none."""
    try:
        row = row_of(value or b"")
    except (ValueError, RecursionError):
        return "This is not JSON."
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return "This is not a JSON object with a “text”."
    return row


def _channel(row: Mapping[str, Any]) -> str | None:
    channel = row.get("channel")
    return channel if isinstance(channel, str) else None


def _send(producer: Any, topic: str, message: Any, value: bytes, *, reason: str = "") -> None:
    source = f"{message.topic()}/{message.partition()}/{message.offset()}"
    headers = [("tocsin-source", source.encode())] + ([("tocsin-reason", reason.encode())] if reason else [])
    while True:
        try:
            producer.produce(topic, value=value, key=message.key(), headers=headers)
            return
        except BufferError:  # the queue to the brokers is full: wait until they have taken some
            producer.poll(1.0)
