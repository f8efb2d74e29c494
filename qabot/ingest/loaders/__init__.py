"""The loaders: one module for each format of articles."""
