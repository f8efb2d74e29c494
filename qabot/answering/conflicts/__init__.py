"""What sources say against one another: other values, newer ones, and what a correction withdraws."""
