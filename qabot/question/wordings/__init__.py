"""The wordings by which a request is recognised, and what they are written in."""
