"""A conversation in the terminal: type words, or the number of a choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.app import App, Arrived
from bot.conversation.model import Message, Turn
from bot.conversation.wording import as_text


@dataclass
class Terminal:
    """One resident at a keyboard. `held` is the conversation so far, for `--save`."""

    app: App
    console: Console
    ask: Callable[[], str]
    run: str
    language: str | None = None
    held: list[tuple[str, Turn]] = field(default_factory=list)

    def converse(self) -> None:
        """Until the input ends."""
        self._show(self._handle(Message("start"), "/start"))
        while True:
            try:
                typed = self.ask()
            except (EOFError, KeyboardInterrupt):
                return
            self._show(self._handle(Message("text", text=typed), typed))

    def _handle(self, message: Message, typed: str) -> Turn | None:
        arrived = Arrived(
            "terminal", self.run, f"{self.run}.{len(self.held)}", message, language=self.language
        )
        turn = self.app.handle(arrived).turn
        if turn is not None:
            self.held.append((typed, turn))
        return turn

    def _show(self, turn: Turn | None) -> None:
        if turn is None:
            return
        for reply in turn.replies:
            style = "red" if turn.outcome == "safety" else "blue"
            self.console.print(
                Panel(Text(as_text(reply)), border_style=style, width=min(self.console.width, 78))
            )
        choices = [choice for reply in turn.replies for choice in reply.choices]
        row = Text("  ").join(
            Text(f"[{number}] {choice.label}") for number, choice in enumerate(choices, 1)
        )
        self.console.print(row)
