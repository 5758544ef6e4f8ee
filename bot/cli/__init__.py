"""`signpost …`: one file for each group of commands."""

from bot.undisturbed import undisturbed

__all__ = ["main"]


def main() -> None:
    """The command tree, loaded."""
    with undisturbed():
        from bot.cli.commands import main as run
    run()
