"""What a question means in a conversation."""
