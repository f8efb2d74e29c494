"""The shape of a tiny network. Only slow modules import this, since it imports torch."""

from qabot.training.network import Shape

SHAPE = Shape(layers=2, width=16, heads=2, inner=32)
"""With the real vocabulary and positions."""
