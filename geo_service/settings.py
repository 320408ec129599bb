"""Every setting, its limits and its help text. Environment variables ``GEO_SERVICE_<NAME>`` (and ``DATABASE_URL``)."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from pydantic import AliasChoices, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from geo_service.errors import SetupError


def default_home() -> Path:
    """Where the embedded cluster and City files live: /var/lib/geo_service as root, else the user's data folder."""
    if os.geteuid() == 0:
        return Path("/var/lib/geo_service")
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "geo_service"


class Settings(BaseSettings):
    """Settings of one process. Read once through :func:`settings`."""

    model_config = SettingsConfigDict(env_prefix="GEO_SERVICE_", extra="ignore", populate_by_name=True)

    home: Path = Field(default_factory=default_home, description="Folder of the embedded database and the City files.")
    database_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("DATABASE_URL", "GEO_SERVICE_DATABASE_URL"),
        description="Use this PostgreSQL (>= 14, PostGIS >= 3.3) instead of the embedded one.",
    )
    host: str = Field(default="127.0.0.1", description="Address the web service listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port the web service listens on.")
    public_url: str = Field(
        default="",
        pattern=r"^$|^https?://[^\s<>\"']+$",
        description="Address people reach this service at (https://…), for links and QR codes on paper; empty: none is printed.",
    )
    contact: str = Field(
        default="", max_length=200, description="Who to ask about what is printed (office, telephone); empty: a line to write on."
    )
    max_waiting_papers: int = Field(
        default=6, ge=1, description="How many may wait for a PDF to be made; more are asked to come again in a minute."
    )
    max_bad_share: float = Field(
        default=0.05, ge=0, le=1, description="A file with a larger share of bad rows is refused unless --force."
    )
    max_file_mb: int = Field(default=2048, ge=1, description="Largest file, or total unpacked size of a zip, in MB.")
    max_zip_ratio: int = Field(default=200, ge=2, description="Largest unpacked/packed ratio of a zip member.")
    max_rows: int = Field(default=5_000_000, ge=1, description="Most rows read from one file.")
    min_limit_m: float = Field(default=10, ge=1, le=100_000, description="Smallest reach limit in metres.")
    max_limit_m: float = Field(default=20_000, ge=1, le=100_000, description="Largest reach limit in metres.")
    detour_factor: float = Field(
        default=1.3, ge=1, le=3, description="Street over straight distance for reach=detour (rule of thumb)."
    )
    cell_m: float = Field(default=25, ge=5, le=250, description="Edge of the cells population is cut to, in metres.")
    keep_releases: int = Field(default=10, ge=1, description="Releases of a city kept when pruning.")
    suppress_below: int = Field(default=10, ge=2, description="Counts of people needing help below this are hidden.")
    max_table_rows: int = Field(
        default=200_000, ge=1, le=1_000_000, description="Most rows of a layer that one table, map or export holds."
    )
    remarks: bool = Field(default=True, description="Whether anyone may send notes on the data (false: the list is only read).")
    remarks_per_minute: int = Field(default=10, ge=1, le=1000, description="Notes taken in a minute, from everybody together.")
    max_open_remarks: int = Field(
        default=1000, ge=1, le=100_000, description="Notes that may wait for an answer; no more are taken then."
    )
    max_remark_signs: int = Field(default=1000, ge=1, le=1000, description="Longest note, and longest answer to one, in signs.")
    max_open_answers: int = Field(default=256, ge=1, description="Answers kept in memory per worker.")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The process's settings (read once; tests call ``settings.cache_clear()``). SetupError names the first that cannot be."""
    try:
        return Settings()
    except ValidationError as error:
        raise _cannot_be(error) from None


def _cannot_be(error: ValidationError) -> SetupError:
    """What is wrong with a setting: its variable, its value and its limits."""
    first = error.errors()[0]
    name = str(first["loc"][0])
    field = Settings.model_fields.get(name)
    kind, lowest, highest = "", None, None
    if field is not None:
        kind = "whole" if field.annotation is int else "number" if field.annotation is float else ""
        lowest = next((one.ge for one in field.metadata if hasattr(one, "ge")), None)
        highest = next((one.le for one in field.metadata if hasattr(one, "le")), None)
    variable = f"GEO_SERVICE_{name.upper()}" if field is not None else name
    value = str(first.get("input", ""))[:60]
    ja = {"whole": "整数", "number": "数"}.get(kind, "値")
    en = {"whole": "a whole number", "number": "a number"}.get(kind, "another value")
    if field is not None and field.annotation is bool:
        ja, en = "true か false", "true or false"
    elif lowest is not None and highest is not None:
        ja, en = f"{lowest:,}〜{highest:,}の{ja}", f"{en} from {lowest:,} to {highest:,}"
    elif lowest is not None:
        ja, en = f"{lowest:,}以上の{ja}", f"{en} of at least {lowest:,}"
    return SetupError(
        f"環境変数 {variable} に「{value}」は使えません。{ja}を指定してください。",
        f"The environment variable {variable} cannot be '{value}'. Give it {en}.",
        variable=variable,
        value=value,
    )
