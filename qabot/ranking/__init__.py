"""Orders passages by search and reading, and drops near-duplicates."""
