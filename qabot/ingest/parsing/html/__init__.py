"""Pages of HTML: their article, tables, live blogs and metadata."""
