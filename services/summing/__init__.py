"""What happened in a stretch of time, in figures and in words."""
