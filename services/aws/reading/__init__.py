"""Read-only questions to AWS, each answered in typed, allowed fields."""
