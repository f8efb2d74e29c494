"""How the reader that the package carries is made: examples, network, training, export. Not needed to ask."""
