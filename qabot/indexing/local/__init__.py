"""The index as files in one folder: SQLite, FAISS and tantivy."""
