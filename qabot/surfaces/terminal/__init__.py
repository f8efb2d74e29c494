"""What a terminal shows and reads: answers, tables, progress, conversations."""
