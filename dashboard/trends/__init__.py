"""Cards of what rises, fades, bursts and comes next."""
