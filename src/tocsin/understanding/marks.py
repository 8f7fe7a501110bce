"""The marks of a word: which readers it can matter to. One bit each; a text's marks are those of its words together."""

from __future__ import annotations

CUE = 1 << 0  # stands in "never share", "scammers may ask", "… is a scam"
WARNS = 1 << 1
FIRST_PERSON = 1 << 2
TOLD = 1 << 3
OTHERS = 1 << 4
READER = 1 << 5
TELLERS = 1 << 6
TO_READER = 1 << 7
TO_READER_HALF = 1 << 8  # with its neighbour: "can you", "give me"
NAME = 1 << 9
GOOD_OR_BAD = 1 << 10
REACH = 1 << 11
CHANNEL = 1 << 12
ON_CALL = 1 << 13
OWN_WAY = 1 << 14
TO_ANYBODY = 1 << 15
DIGIT = 1 << 16
SHORT_CODE = 1 << 17
MISSPELT = 1 << 18
TO_ANYBODY_FIRST, TO_ANYBODY_SECOND = 1 << 19, 1 << 20  # "dear", "customer": only together
