"""The warehouse of facts, and the only code that writes it; whatever is derived lives elsewhere."""
