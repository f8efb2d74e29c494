"""Who may ask what, where."""
