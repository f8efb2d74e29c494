"""What is remembered between runs, in state.sqlite."""
