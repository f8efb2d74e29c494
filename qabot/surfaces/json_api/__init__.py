"""The JSON that commands print and read."""
