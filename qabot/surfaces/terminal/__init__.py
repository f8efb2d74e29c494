"""What a terminal shows: answers, articles, tables, progress."""
