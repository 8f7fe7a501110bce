"""One function for each thing that a person or a timer can ask for. Only these know the order of the rooms."""
