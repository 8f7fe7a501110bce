"""Our own warnings: drafting them, their moves, signing them, every form they are sent in, and knowing a copy again."""
