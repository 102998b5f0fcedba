"""What the web app is started with."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from tidings.errors import InputError

__all__ = ["Role", "Settings", "is_loopback"]

Role = Literal["viewer", "reviewer", "admin"]


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host.strip("[]").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the app runs.

    `accounts`: the file of accounts; without one it stands beside a SQLite ledger. `proxy_header`: the header in which
    a proxy on `proxy_address` names the person it let in; `proxy_role`: the role of those who have no account.
    `profile`: internal shows everything, public masks what could harm people; without one, internal on loopback and
    public elsewhere. `delay_hours`: how long a report stays out of the public profile. `tiles`: address of map tiles
    with {z}, {x}, {y}; without one the map draws countries and nothing is fetched. `borders`: a GeoJSON file of further
    borders. `pipeline`, `codebook`, `gazetteer`: what added texts are read with. `max_upload`: bytes of an upload at
    most. `https`: a proxy speaks https for the app.
    """

    ledger: str = "sqlite:///conflict.db"
    host: str = "127.0.0.1"
    port: int = 8710
    accounts: Path | None = None
    proxy_header: str | None = None
    proxy_address: str = "127.0.0.1"
    proxy_role: Role = "viewer"
    profile: Literal["internal", "public"] | None = None
    delay_hours: float = 0.0
    tiles: str | None = None
    codebook: Path | None = None
    borders: Path | None = None
    pipeline: str | None = None
    gazetteer: Path | None = None
    max_upload: int = 5_000_000
    https: bool = False

    @property
    def loopback(self) -> bool:
        """Whether only this machine reaches the app."""
        return is_loopback(self.host)

    @property
    def public(self) -> bool:
        """Whether pages mask what could harm people, unless a person switches."""
        return self.profile == "public" or (self.profile is None and not self.loopback)

    @property
    def accounts_file(self) -> Path:
        """Where the accounts are kept. Raises InputError where the ledger is no file and none was named."""
        if self.accounts is not None:
            return self.accounts
        words = self.ledger
        if words.startswith("sqlite:"):
            words = words.removeprefix("sqlite:///").split("?")[0]
        elif "://" in words:
            raise InputError(f"{words.split('://')[0]}: name the file of accounts with --accounts FILE")
        return Path(words + ".accounts.json")

    @property
    def tile_origin(self) -> str | None:
        """Scheme and host of the tiles. Raises InputError for an address that is none."""
        if self.tiles is None:
            return None
        parts = urlsplit(self.tiles)
        if parts.scheme not in ("http", "https") or not parts.netloc or "{z}" not in self.tiles:
            raise InputError(f"--tiles: {self.tiles!r} should be like https://HOST/{{z}}/{{x}}/{{y}}.png")
        if set(parts.netloc) & set(" ;,'\""):
            raise InputError(f"--tiles: {parts.netloc!r} is no host")
        return f"{parts.scheme}://{parts.netloc}"
