"""How well questions with known answers are answered: marks a question, figures over all, comparison of two runs."""
