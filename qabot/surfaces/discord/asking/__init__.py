"""Takes questions, queues them, answers and delivers."""
