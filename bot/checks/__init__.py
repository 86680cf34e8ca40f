"""What `python -m bot check` tries, a module for each outside world."""
