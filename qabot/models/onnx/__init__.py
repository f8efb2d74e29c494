"""Exports networks to ONNX and runs them."""
