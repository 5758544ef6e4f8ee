"""`signpost …`: one file for each group of commands."""

from bot.cli.commands import main

__all__ = ["main"]
