"""One file for each format of articles."""
