"""What changed, put into words and sent: the digest and the watch list."""
