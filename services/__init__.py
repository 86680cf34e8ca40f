"""Everything the bot does: values at the bottom, use cases above them, one folder for each outside world."""
