"""The wordings of requests, and the notation that they are written in."""
