"""The topics that papers tell of themselves: how they are found, named, kept up, and measured."""
