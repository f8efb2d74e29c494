"""The index on disk: embedding, FAISS, tantivy, the SQLite catalogue, and how a build is published."""
