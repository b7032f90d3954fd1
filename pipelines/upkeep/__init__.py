"""Keeps what Papertide was given: one-file backups and their way back, and the doctor."""
