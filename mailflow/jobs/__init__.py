"""The bell: the queue that says when to look again. It carries ids only."""
