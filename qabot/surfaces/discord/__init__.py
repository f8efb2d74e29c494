"""The Discord bot: questions from servers and direct messages, answered like in a terminal."""
