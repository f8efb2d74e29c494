"""Trains the reader that the package ships: examples, network, training loop, export. Answering never imports it."""
