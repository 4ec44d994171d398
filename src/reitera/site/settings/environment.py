"""What an administrator sets through the environment; a test checks that the manual lists these fields."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Environment(BaseSettings):
    """Settings of one installation, read from `REITERA_…` variables (and `DATABASE_URL`)."""

    model_config = SettingsConfigDict(env_prefix="REITERA_", extra="ignore")

    data_dir: Path = Field(Path("reitera-data"), description="Folder of the database, uploaded files and secret key.")
    database_url: str = Field(
        "",
        validation_alias=AliasChoices("DATABASE_URL", "REITERA_DATABASE_URL"),
        description="PostgreSQL address (postgresql://user:password@host/name). Empty: SQLite in the data folder.",
    )
    secret_key: str = Field("", description="Key that signs sessions. Empty: made once and kept in the data folder.")
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        ["localhost", "127.0.0.1", "[::1]"], description="Host names the site answers to, separated by commas."
    )
    https: bool = Field(False, description="True behind a TLS proxy: secure cookies and strict transport security.")
    time_zone: str = Field("America/La_Paz", description="The provider's time zone: weeks and days are counted in it.")
    debug: bool = Field(False, description="Error pages with details, for developers only.")
    demo: bool = Field(False, description="True only in a demo's data folder; `reitera demo` sets it.")
    log_format: Literal["console", "json"] = Field("console", description="Log lines for people or for machines.")
    log_level: str = Field("INFO", description="Least level of what is logged: DEBUG, INFO, WARNING or ERROR.")
    upload_limit_mb: int = Field(100, gt=0, description="Largest file that may be uploaded, in megabytes.")
    attachment_limit_mb: int = Field(15, gt=0, description="Largest photo or PDF attached to a case, in megabytes.")
    unpacked_limit_mb: int = Field(2048, gt=0, description="Largest size a spreadsheet may unpack to, in megabytes.")
    job_workers: int = Field(2, gt=0, description="Threads for long work inside `reitera serve`.")
    separate_worker: bool = Field(False, description="True when `reitera worker` runs the long work (PostgreSQL).")
    email_url: str = Field("", description="Mail server, smtp://user:password@host:port. Empty: mails go to the log.")
    email_from: str = Field("reitera@localhost", description="Sender of the product's mails.")

    def model_post_init(self, _context: object) -> None:
        self.data_dir = self.data_dir.resolve()

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def split_at_commas(cls, value: str | list[str]) -> list[str]:
        return value if isinstance(value, list) else [part.strip() for part in value.split(",") if part.strip()]

    def kept_secret_key(self) -> str:
        """The configured key, or the one made at the first start and kept (mode 600) in the data folder."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret-key"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            key = secrets.token_urlsafe(48)
            file.write(key)
        return key
