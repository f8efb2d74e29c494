"""Runs loaders in a process of their own, with bounds on time and memory."""
