"""Papers: lists and tables of them, and one of them by itself."""
