"""Writes, publishes and opens builds of the index, on disk or in Milvus."""
