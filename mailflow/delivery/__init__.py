"""The door out: words rendered, mail submitted."""
