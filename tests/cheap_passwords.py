"""A password takes a tenth of a second to hash, on purpose, and nearly every test logs somebody in: here it costs next to nothing.

What is tested of the settings themselves (tests/people/test_people.py) takes the hasher that ships.
"""

from __future__ import annotations

from argon2 import PasswordHasher

from tocsin.people import passwords

SHIPPED = passwords._HASHER


def hash_cheaply() -> None:
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
