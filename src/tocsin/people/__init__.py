"""The people of the desk: passwords, sessions, and what each may do. Pure; the store keeps what is made here."""
