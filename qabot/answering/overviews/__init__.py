"""Answers in whole sentences: definitions, overviews, news, timelines, comparisons, reasons, and yes or no."""
