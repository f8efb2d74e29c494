"""The index in Milvus, with the same Store and IndexWriter as on disk, for many machines."""
