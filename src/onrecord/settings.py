"""Settings: one frozen class; a file is overridden by the environment, and that by flags. Source: house style R38.

The file is `onrecord.toml` in the working folder; environment names start with ONRECORD_ (ONRECORD_STORE, …).
"""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from onrecord.ledger.reviews import REVIEW_BELOW
from onrecord.model.errors import InputError

ReaderName = Literal["grammar", "joined", "llm"]


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "onrecord"


def _places_folder() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "onrecord" / "places"


class Settings(BaseSettings):
    """Everything a user may set, with its default, unit and a sentence."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", toml_file="onrecord.toml", frozen=True, extra="forbid")

    store: Path = Field(Path("onrecord.db"), description="The register: one SQLite file.")
    policy: str = Field("range", description="How figures are reconciled; a name of codebooks/policies.")
    reader: ReaderName = Field(
        "joined", description="Who reads claims: the grammar alone, joined with the learned tagger, or a language model."
    )
    weights: Path | None = Field(None, description="Folder of the learned tagger's weights; None = those in the package.")
    llm_url: str | None = Field(None, description="Address of the language model's server, up to /v1; for the reader llm only.")
    llm_model: str | None = Field(None, description="Name under which the server serves the model.")
    llm_key_env: str | None = Field(None, description="Name of the environment variable that holds the key; None = no key.")
    llm_timeout: float = Field(120.0, gt=0, description="Seconds to wait for one answer of the model.")
    review_below: float = Field(
        REVIEW_BELOW, ge=0, le=1, description="Claims with a score (0..1) below this wait for a person and are in no figure."
    )
    two_person: bool = Field(
        False, description="Whether a decision counts only when a second person, of the role of a reviewer, has confirmed it."
    )
    bias_lens: bool = Field(
        False, description="Whether the experiment `onrecord lens` may show who tells more or less of whose losses."
    )
    second_coding: float = Field(
        0.0, ge=0, le=1, description="Share (0..1) of the decided claims that a second person codes without seeing the first."
    )
    cache: Path = Field(
        default_factory=_cache_folder, description="Folder for the unpacked gazetteer; may be deleted at any time."
    )
    columns: str | None = Field(
        None, description="Which column of a table holds what, as text=Body,title=Headline; None = told by the columns' names."
    )
    max_report_mb: int = Field(50, ge=1, description="Megabytes that one report, file or member of an archive may have.")
    max_unpacked_mb: int = Field(2000, ge=1, description="Megabytes that the members of one archive may have, unpacked.")
    max_members: int = Field(10_000, ge=1, description="Files that one archive may hold.")
    parse_seconds: float = Field(30.0, gt=0, description="Processor seconds for one PDF, Word file, sheet or archive record.")
    parse_memory_mb: int = Field(1024, ge=256, description="Megabytes of memory for the process that parses these.")
    contact: str | None = Field(
        None, description="Mail or web address by which a site's owner reaches you; sites are told it. None = they are not."
    )
    fetch_mb: float = Field(50.0, gt=0, description="Megabytes that one fetched page may have, unpacked.")
    fetch_seconds: float = Field(60.0, gt=0, description="Seconds in which one page must be there whole.")
    fetch_delay: float = Field(1.0, ge=0, description="Seconds between two requests to one site, at least.")
    fetch_retries: int = Field(3, ge=0, le=10, description="How often a site in trouble is asked again, each time later.")
    fetch_ports: str = Field("80,443", description="Ports that may be asked, with commas between.")
    fetch_private: bool = Field(False, description="Whether addresses inside your own network may be fetched.")
    fetch_proxy: str | None = Field(None, description="Address of the proxy to fetch through; None = none.")
    places: Path = Field(
        default_factory=_places_folder, description="Folder of the place files that were added to the gazetteer; keep it."
    )
    signing_key: Path | None = Field(
        None, description="File of the key that signs the end of the ledger after every add; None = nothing is signed."
    )
    multi_user: bool = Field(
        False, description="Whether people sign in to the web app; always so when it is served to other machines."
    )
    allowed_hosts: tuple[str, ...] = Field(
        (), description="Names under which the web app answers besides this machine's own; none = with sign-in, any name."
    )
    oidc_issuer: str | None = Field(None, description="Address of the OpenID Connect service people sign in with; None = none.")
    oidc_client: str | None = Field(None, description="The client id under which that service knows this register.")
    oidc_back: str | None = Field(
        None, description="Address that the service sends people back to: this server's, ending in /login/oidc/back."
    )
    oidc_secret_env: str | None = Field(
        None, description="Name of the environment variable with the client secret; None = none, PKCE alone."
    )
    oidc_role_claim: str = Field("roles", description="Where the service says what people are; dots lead into objects.")
    oidc_roles: dict[str, Literal["reader", "coder", "reviewer", "admin"]] = Field(
        default_factory=dict, description="Which of the service's values give which role here; who has none is refused."
    )
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="Processes that read, at most.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "WARNING", description="DEBUG, INFO, WARNING or ERROR; personal data only at DEBUG."
    )

    @model_validator(mode="after")
    def _has_a_model(self) -> "Settings":
        if self.reader == "llm" and not (self.llm_url and self.llm_model):
            raise ValueError("reader llm needs llm_url and llm_model; see docs/llm_reader.md")
        given = (self.oidc_issuer, self.oidc_client, self.oidc_back)
        if any(given) and not all(given):
            raise ValueError("oidc_issuer, oidc_client and oidc_back belong together; see docs/access.md")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then environment, then file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**flags: object) -> Settings:
    """The settings in force; flags that are None do not count. Raises InputError naming the setting that does not fit."""
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})  # type: ignore[arg-type]  # checked by pydantic
    except ValidationError as trouble:
        first = trouble.errors()[0]
        name = ".".join(map(str, first["loc"])) or "settings"
        raise InputError(f"Setting {name}: {first['msg']} (got {first['input']!r}). See docs/settings.md.") from trouble
