"""Short texts of which some lie between even odds and the alarm: which ones depends on the model."""

from __future__ import annotations

BETWEEN = (
    "someone rang asking for my card number",
    "got a call about an accident I never had",
    "HMRC text says I get a refund",
    "a man rang about a refund on my energy bill",
    "someone on Facebook offered me a job at home",
)
