"""`python -m aurore` is the `aurore` command."""

from aurore.cli.main import main

if __name__ == "__main__":
    main()
