"""Cards of organizations: over time, side by side, and each by itself."""
