"""A stage for two people and the service: real SMTP both ways, and a clock that can be moved."""
