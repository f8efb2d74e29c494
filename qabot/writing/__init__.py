"""Lets a language model write the answer from quotes, and lets nothing through that the quotes do not prove."""
