"""Cards of the upvotes that papers get."""
