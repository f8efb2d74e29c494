"""What is kept between runs in state.sqlite: conversations, feedback, saved pages."""
