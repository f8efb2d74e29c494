"""What the bot remembers of answers and conversations."""
