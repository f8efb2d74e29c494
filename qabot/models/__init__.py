"""The embedding model and the reader."""
