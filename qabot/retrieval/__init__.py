"""From a question to ranked passages: every searcher, fused by rank."""
