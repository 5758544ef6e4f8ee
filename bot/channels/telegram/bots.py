"""Which bots this install runs: its own, and those of councils whose pack has a token."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr

from bot.settings import Settings
from bot.storage.sealing import Seal

CHANNEL = "telegram"

WEBHOOK = "/telegram/webhook"
"""Where the install's own bot may also be reached, beside its unguessable path."""


@dataclass(frozen=True, slots=True)
class InstalledBot:
    """`name` is the id of a pack, empty for the install's own bot."""

    name: str
    token: SecretStr

    @property
    def channel(self) -> str:
        """What keeps apart the conversations, updates, replies and counts of one bot from another's."""
        return f"{CHANNEL}:{self.name}" if self.name else CHANNEL

    def has_pack(self, settings: Settings) -> bool:
        """Without one it speaks as the install's own bot does, and is nobody's."""
        return not self.name or (settings.content_dir / "places" / self.name).is_dir()

    @property
    def setting(self) -> str:
        """Which setting its token came from, for whoever has to put it right."""
        return (
            f'SIGNPOST_TELEGRAM_TOKENS, "{self.name}"' if self.name else "SIGNPOST_TELEGRAM_TOKEN"
        )


def installed_bots(settings: Settings) -> tuple[InstalledBot, ...]:
    """The install's own first; empty where there is no Telegram."""
    own = (InstalledBot("", settings.telegram_token),) if settings.telegram_token else ()
    councils = (InstalledBot(*each) for each in sorted(settings.telegram_tokens.items()))
    return (*own, *councils)


def webhook_path(seal: Seal, name: str) -> str:
    """A path that nobody can guess without the install's secret key. Another key is another path: set the webhook again."""
    return f"{WEBHOOK}/{seal.conversation_key('webhook path', name)[:32]}"
