"""PURE: decisions. What happens next for a pair, and why."""
