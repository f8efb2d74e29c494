"""The index in Milvus: the same Store and Writer as on disk, for many machines."""
