"""People who may log in: name, role and an argon2 hash of the password, in one file only the server's user can read."""

import json
import os
import secrets
import tempfile
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tidings.errors import InputError
from tidings.web.settings import Role

__all__ = ["ROLES", "Account", "Accounts"]

ROLES: tuple[Role, ...] = get_args(Role)
_SHORTEST = 10
_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex(16))
"""Checked for names that do not exist, so that an answer takes as long as for one that does."""


@dataclass(frozen=True, slots=True)
class Account:
    """One person. `mark` changes with the password: older sessions end."""

    name: str
    role: Role
    hash: str
    created: str

    @property
    def mark(self) -> str:
        """What a session must carry to be of this password."""
        return self.hash[-12:]


class Accounts:
    """The accounts in a file; read anew when the file changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._accounts: dict[str, Account] = {}

    def all(self) -> dict[str, Account]:
        """Every account by name. Raises InputError for a file that holds something else."""
        with self._lock:
            try:
                found = self.path.stat()
            except FileNotFoundError:
                self._stamp, self._accounts = None, {}
                return {}
            stamp = (found.st_mtime_ns, found.st_size)
            if stamp != self._stamp:
                self._accounts, self._stamp = self._read(), stamp
            return self._accounts

    def _read(self) -> dict[str, Account]:
        try:
            data = json.loads(self.path.read_text("utf-8"))
            return {row["name"]: Account(**row) for row in data["accounts"]}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"{self.path} is no file of accounts ({error}); `tidings users add` makes one") from error

    def add(self, name: str, password: str, role: str) -> None:
        """A new account, or a new password and role for a known name. Raises InputError for what cannot be."""
        name = name.strip()
        if not name or len(name) > 60 or not name.replace("-", "").replace("_", "").replace(".", "").isalnum():
            raise InputError(f"name {name!r}: use letters, digits, dots and dashes, at most 60")
        if role not in ROLES:
            raise InputError(f"role {role!r} is unknown; use one of {', '.join(ROLES)}")
        if len(password) < _SHORTEST:
            raise InputError(f"the password is shorter than {_SHORTEST} characters; take a longer one")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        made = Account(name, role, _hasher.hash(password), now)
        self._write({**self.all(), name: made})

    def remove(self, name: str) -> None:
        """Take an account away. Raises InputError for an unknown name."""
        known = self.all()
        if name not in known:
            raise InputError(f"no account is called {name!r}; `tidings users list` shows them")
        self._write({k: v for k, v in known.items() if k != name})

    def check(self, name: str, password: str) -> Account | None:
        """The account, where the password is its own."""
        account = self.all().get(name)
        try:
            _hasher.verify(account.hash if account else _NOBODY, password[:1000])
        except (VerificationError, InvalidHashError):
            return None
        return account

    def _write(self, accounts: dict[str, Account]) -> None:
        data: dict[str, Any] = {"accounts": [asdict(a) for _, a in sorted(accounts.items())]}
        try:
            handle, name = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.resolve().parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(data, file, indent=1)
            os.replace(name, self.path)
        except OSError as error:
            raise InputError(
                f"{self.path} cannot be written ({error.strerror}); name another with --accounts"
            ) from error
