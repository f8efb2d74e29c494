"""Exported networks: the only doorway to ONNX Runtime and tokenizers, for every stage that runs one."""
