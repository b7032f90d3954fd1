"""The curated themes and a user's own: what they are, the tagger, and how good its tags are."""
