"""The `papertide` command: one file per group of commands."""
