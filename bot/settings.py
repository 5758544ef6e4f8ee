"""Every setting, read once, frozen, secrets unprintable. The environment wins over `.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


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

    host: str = "127.0.0.1"
    """The address that the web chat listens on."""

    port: int = Field(default=8000, ge=1, le=65535)
    """The port that the web chat listens on."""

    public_url: str | None = None
    """How residents reach this install, `https://…`, for cookies and security.txt."""

    telegram_token: SecretStr | None = None
    """The bot's token from BotFather; without it there is no Telegram."""

    telegram_api_url: str = "https://api.telegram.org"
    """Base address of the Bot API; `/bot<token>/<method>` is appended."""

    telegram_mode: Literal["polling", "webhook"] = "polling"
    """How updates arrive."""

    telegram_webhook_secret: SecretStr | None = None
    """Compared with the header of every webhook call; required for webhook mode."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """How much is logged. No level logs what anyone wrote."""

    @model_validator(mode="after")
    def _complete(self) -> Settings:
        if self.on_postgresql and self.secret_key is None:
            raise ValueError(
                "SIGNPOST_SECRET_KEY is required with PostgreSQL: every replica must hash alike"
            )
        if (
            self.telegram_mode == "webhook"
            and self.telegram_token
            and not self.telegram_webhook_secret
        ):
            raise ValueError("SIGNPOST_TELEGRAM_WEBHOOK_SECRET is required for webhook mode")
        return self

    @property
    def on_postgresql(self) -> bool:
        return self.database_address.startswith("postgres")

    @property
    def database_address(self) -> str:
        if self.database_url is None:
            return f"sqlite:///{self.data_dir / 'signpost.db'}"
        return self.database_url.get_secret_value().replace("postgres://", "postgresql://", 1)

    @property
    def postcode_file(self) -> Path:
        return self.data_dir / "postcodes.bin"
