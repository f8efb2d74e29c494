"""Turns a folder of files into articles, and articles into passages."""
