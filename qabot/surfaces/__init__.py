"""What people meet: the command line, the terminal answer, JSON."""
