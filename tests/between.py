"""Short texts of which some lie between even odds and the alarm: which ones depends on the model."""

from __future__ import annotations

BETWEEN = (
    "got a call about an accident I never had",
    "HMRC text says I get a refund",
    "a man rang about a refund on my energy bill",
    "someone on Facebook offered me a job at home",
    "a man rang about my car insurance",
    "a company says my pension is on hold",
)
