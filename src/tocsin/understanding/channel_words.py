"""Words by which a person tells which way it came."""

from __future__ import annotations

from collections.abc import Sequence

CHANNEL_WORDS: dict[str, str] = {
    **dict.fromkeys(["rang", "rings", "ringing", "called", "phoned", "phone", "voicemail", "phonecall", "caller", "landline", "callers"], "call"),
    **dict.fromkeys(["text", "texts", "texted", "sms", "imessage"], "sms"),
    **dict.fromkeys(["email", "emails", "emailed", "inbox"], "email"),
    **dict.fromkeys(["whatsapp", "facebook", "instagram", "messenger", "telegram", "snapchat", "tiktok", "tinder", "marketplace"], "social"),
    **dict.fromkeys(["letter", "leaflet", "envelope"], "letter"),
    **dict.fromkeys(["website", "popup", "browser", "webpage"], "web"),
    **dict.fromkeys(["doorstep", "knocked"], "in-person"),
}  # fmt: skip


def channels_told(words: Sequence[str]) -> tuple[str, ...]:
    """The channels that the words of an account or a warning tell of, first told first."""
    return tuple(dict.fromkeys(CHANNEL_WORDS[word] for word in words if word in CHANNEL_WORDS))
