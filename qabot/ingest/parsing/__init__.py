"""What several loaders share: encodings, HTML, XML, archives, metadata."""
