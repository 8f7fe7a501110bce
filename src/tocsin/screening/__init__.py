"""The same check over whole files: rows in, the same rows out with ``level, score, scam, tactics``."""
