"""Measures answers to questions with known answers: marks, figures with intervals, comparison, calibration."""
