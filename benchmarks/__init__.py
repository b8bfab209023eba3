"""What mailflow costs, measured against a bare SMTP server in the same run: `python -m benchmarks.loop`."""
