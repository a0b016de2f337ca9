"""One run: its start, the entries it is shown, what becomes of each story, and its end."""
