"""A report to hand on: findings with their charts and numbers, as one HTML page, a PDF, or Markdown."""
