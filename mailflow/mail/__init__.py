"""PURE: bytes to values and values to bytes. Parse, classify, visible text, tokens, compose, calendar."""
