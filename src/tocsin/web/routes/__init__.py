"""One file for each group of pages; ``web.app`` joins them."""
