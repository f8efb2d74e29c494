"""Understands a question: follow-ups, periods, scopes, and the kind of answer that it wants."""
