"""Where papers come from: one adapter a file, yielding `Paper` records and knowing nothing of the store."""
