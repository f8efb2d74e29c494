"""What is asked: follow-ups resolved, scope and period understood."""
