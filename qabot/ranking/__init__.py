"""Orders passages by what search and reader say of them, and drops near-duplicates."""
