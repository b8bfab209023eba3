"""The hall: the order of steps, and every transaction."""
