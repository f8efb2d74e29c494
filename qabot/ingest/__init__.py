"""Turn a folder of files into articles: one loader per format, one cleaning of the metadata, one walk."""
