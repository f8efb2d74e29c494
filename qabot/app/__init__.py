"""Settings, the choice of parts, and Qabot: one corpus with its index."""
