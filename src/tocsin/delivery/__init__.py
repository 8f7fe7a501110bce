"""Getting an alert to the people who asked for it: links only we can make, the ways a message travels, when to try again."""
