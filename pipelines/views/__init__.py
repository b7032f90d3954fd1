"""What a chart says of what was asked: its words, its data and its figure, for pages, commands and reports alike."""
