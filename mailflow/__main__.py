"""`python -m mailflow`: the same as the `mailflow` command."""

from mailflow.cli import main

if __name__ == "__main__":
    main()
