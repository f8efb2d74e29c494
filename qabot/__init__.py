"""qabot answers questions from a folder of articles and shows the passages that prove each answer."""

__version__ = "0.1.0"
