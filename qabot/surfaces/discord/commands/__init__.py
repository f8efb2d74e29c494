"""The slash commands and what buttons do."""
