"""Fetches articles from the web and saves them in the corpus."""
