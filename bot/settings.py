"""Every setting, read once, frozen, secrets unprintable. The environment wins over `.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.storage.sealing import strong

BotName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=31)]
"""The id of a place pack. With `telegram:` before it, it is the name of a channel, for which tables have 40 characters."""


class Settings(BaseSettings):
    """Prefix SIGNPOST_. All have safe defaults for one machine."""

    model_config = SettingsConfigDict(
        env_prefix="SIGNPOST_",
        env_file=".env",
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    data_dir: Path = Path("var")
    """Where the postcode file, the embedded database and the made secret live."""

    content_dir: Path = Path("content")
    """What staff edit."""

    database_url: SecretStr | None = None
    """`sqlite:///…` or `postgresql://…`; SQLite in the data folder when absent."""

    secret_key: SecretStr | None = None
    """Hashes conversation keys and seals addresses. Made and kept in the data folder when absent; required on PostgreSQL."""

    secret_keys_old: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    """Secrets of before, with commas between: what they sealed still opens, until they are taken out."""

    host: str = "127.0.0.1"
    """The address that the web chat listens on."""

    port: int = Field(default=8000, ge=1, le=65535)
    """The port that the web chat listens on."""

    public_url: str | None = None
    """How residents reach this install, `https://…`, for cookies and security.txt."""

    telegram_token: SecretStr | None = None
    """The bot's token from BotFather; without it there is no Telegram."""

    telegram_tokens: dict[BotName, SecretStr] = Field(default_factory=dict)
    """Tokens of councils' own bots by the id of their pack, as JSON: `{"sefton": "123:abc"}`. Served beside the one above."""

    telegram_api_url: str = "https://api.telegram.org"
    """Base address of the Bot API; `/bot<token>/<method>` is appended."""

    telegram_mode: Literal["polling", "webhook"] = "polling"
    """How updates arrive."""

    telegram_webhook_secret: SecretStr | None = None
    """Compared with the header of every webhook call; required for webhook mode."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """How much is logged. No level logs what anyone wrote."""

    log_format: Literal["text", "json"] = "text"
    """`json` for a collector: one object a line."""

    @field_validator("secret_keys_old", mode="before")
    @classmethod
    def _one_or_more(cls, given: object) -> object:
        return tuple(given.replace(",", " ").split()) if isinstance(given, str) else given

    @field_validator("secret_key", mode="before")
    @classmethod
    def _empty_is_none(cls, given: object) -> object:
        return given or None

    @field_validator("secret_key")
    @classmethod
    def _strong(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None:
            strong(secret.get_secret_value())
        return secret

    @model_validator(mode="after")
    def _complete(self) -> Settings:
        if self.on_postgresql and self.secret_key is None:
            raise ValueError(
                "SIGNPOST_SECRET_KEY is required with PostgreSQL: every replica must hash alike"
            )
        self._check_telegram()
        return self

    def _check_telegram(self) -> None:
        tokens = [
            each.get_secret_value()
            for each in (self.telegram_token, *self.telegram_tokens.values())
            if each
        ]
        if self.telegram_mode == "webhook" and tokens and not self.telegram_webhook_secret:
            raise ValueError("SIGNPOST_TELEGRAM_WEBHOOK_SECRET is required for webhook mode")
        if len(set(tokens)) < len(tokens):
            raise ValueError(
                "SIGNPOST_TELEGRAM_TOKENS: give every bot a token of its own; one stands twice"
            )

    @property
    def on_postgresql(self) -> bool:
        return self.database_address.startswith("postgres")

    @property
    def database_address(self) -> str:
        if self.database_url is None:
            return f"sqlite:///{self.data_dir / 'signpost.db'}"
        return self.database_url.get_secret_value().replace("postgres://", "postgresql://", 1)

    @property
    def secret(self) -> str | None:
        return self.secret_key.get_secret_value() if self.secret_key else None

    @property
    def older_secrets(self) -> tuple[str, ...]:
        return tuple(each.get_secret_value() for each in self.secret_keys_old)

    @property
    def postcode_file(self) -> Path:
        return self.data_dir / "postcodes.bin"
