"""Themes and discovered topics: tables of them, and what one of them is."""
