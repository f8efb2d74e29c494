"""Pages to look at in a browser: an evaluation, a timeline, what is in the index."""
