"""The Explore page: what stands on its chart, the chart, and its table."""
