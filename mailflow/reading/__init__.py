"""PURE: words to meaning. Due dates, notes to contract, reply to understanding."""
