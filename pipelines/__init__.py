"""Papertide's pipelines: sources -> records -> store -> topics -> mart -> trends -> charts."""

__version__ = "0.1.0"
