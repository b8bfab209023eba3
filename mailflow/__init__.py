"""mailflow: a manager's career-conversation playbook, run over plain email."""

__version__ = "0.1.0"
