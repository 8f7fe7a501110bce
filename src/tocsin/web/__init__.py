"""The web door: pages for the public, pages for the desk, and an API. It has no rules of its own; ``actions`` has them."""
