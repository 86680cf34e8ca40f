"""The assistant: what is asked, what shows it, and what is answered."""
