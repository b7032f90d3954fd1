"""Who is who: which handles are one organization, and whose it is."""
