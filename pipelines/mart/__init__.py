"""The mart: a published snapshot of everything that charts read, rebuilt from the facts at any time."""
