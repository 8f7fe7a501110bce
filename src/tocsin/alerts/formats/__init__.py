"""The forms an alert is sent in, one file each, all made from the one signed document (see ``content.py``)."""
