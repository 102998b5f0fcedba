"""Who asks: sessions, roles, and the token every form carries.

A session is a signed cookie. The token that forms send back is made from it, so another site cannot make a person's
browser change anything.
"""

import getpass
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import HTTPException, Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from tidings.web.accounts import ROLES, Account, Accounts
from tidings.web.settings import Role, Settings

__all__ = ["COOKIE", "Gate", "LoginNeeded", "Visitor", "admin", "reviewer", "viewer"]

COOKIE = "tidings_session"
_HOURS = 12
TOKEN_FIELD, TOKEN_HEADER = "csrf", "x-csrf-token"


class LoginNeeded(Exception):
    """The page wants a person with an account."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. `public`: this person sees the public profile. `new`: the browser has no session yet."""

    name: str
    role: Role
    public: bool
    token: str
    nonce: str
    account: bool = False
    new: bool = False

    def may(self, role: Role) -> bool:
        """Whether the person's role reaches to `role`."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Gate:
    """Reads and gives out sessions."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.accounts = Accounts(settings.accounts_file) if not settings.loopback or settings.accounts else None
        self._secret = secrets.token_bytes(32)
        self._signer = URLSafeTimedSerializer(self._secret, salt="tidings.session")

    @property
    def open(self) -> bool:
        """Whether everybody who reaches the app is its one user."""
        return self.settings.loopback and self.settings.proxy_header is None and self.settings.accounts is None

    def visitor(self, request: Request) -> Visitor:
        """Who asks. Raises LoginNeeded where that is not known and must be."""
        data = self._read(request.cookies.get(COOKIE))
        nonce = data.get("n") or secrets.token_urlsafe(12)
        name, role, account = self._who(request, data)
        public = {"public": True, "internal": False}.get(data.get("p", ""), self.settings.public)
        return Visitor(name, role, public, self.token(nonce), nonce, account, new="n" not in data)

    def _who(self, request: Request, data: dict[str, Any]) -> tuple[str, Role, bool]:
        if self.open:
            return _system_user(), "admin", False
        known = self.accounts.all() if self.accounts else {}
        if self.settings.proxy_header:
            told = request.headers.get(self.settings.proxy_header, "").strip()
            if told and request.client and request.client.host == self.settings.proxy_address:
                return told[:60], known[told].role if told in known else self.settings.proxy_role, True
        account = known.get(data.get("u", ""))
        if account is None or account.mark != data.get("m"):
            raise LoginNeeded
        return account.name, account.role, True

    def _read(self, cookie: str | None) -> dict[str, Any]:
        if not cookie:
            return {}
        try:
            data = self._signer.loads(cookie, max_age=_HOURS * 3600)
        except BadSignature:
            return {}
        return data if isinstance(data, dict) else {}

    def token(self, nonce: str) -> str:
        """The token for forms of a session."""
        return hmac.new(self._secret, nonce.encode(), hashlib.sha256).hexdigest()[:40]

    def nonce(self, request: Request) -> str:
        """The session's own random word, or a new one."""
        return self._read(request.cookies.get(COOKIE)).get("n") or secrets.token_urlsafe(12)

    def keep(self, response: Response, nonce: str, *, account: Account | None = None, **more: str) -> None:
        """Give the browser its session."""
        data: dict[str, str] = {"n": nonce, **more}
        if account is not None:
            data |= {"u": account.name, "m": account.mark}
        response.set_cookie(
            COOKIE,
            self._signer.dumps(data),
            max_age=_HOURS * 3600,
            httponly=True,
            samesite="lax",
            secure=self.settings.https,
            path="/",
        )

    def switched(self, request: Request, response: Response, visitor: Visitor, profile: str) -> None:
        """Keep which profile the person sees from now on."""
        data = {k: v for k, v in self._read(request.cookies.get(COOKIE)).items() if k in ("u", "m")}
        self.keep(response, visitor.nonce, p=profile, **data)

    async def check_form(self, request: Request) -> None:
        """Raises 403 for a change that was not asked for on one of our own pages."""
        origin = request.headers.get("origin")
        if origin and origin != "null" and urlsplit(origin).netloc != request.headers.get("host"):
            raise HTTPException(403, "this form comes from another site")
        given = request.headers.get(TOKEN_HEADER)
        if given is None:
            form = await request.form()
            given = str(form.get(TOKEN_FIELD, ""))
        if not hmac.compare_digest(given.encode(), self.token(self.nonce(request)).encode()):
            raise HTTPException(403, "the form is too old; load the page again and repeat")


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "local"


def viewer(request: Request) -> Visitor:
    """Whoever may see the ledger."""
    visitor: Visitor = request.app.state.gate.visitor(request)
    request.state.visitor = visitor
    return visitor


def _at_least(request: Request, role: Role) -> Visitor:
    visitor = viewer(request)
    if not visitor.may(role):
        raise HTTPException(403, f"this is for the role {role}; you are {visitor.role}")
    return visitor


def reviewer(request: Request) -> Visitor:
    """Whoever may decide on claims and events."""
    return _at_least(request, "reviewer")


def admin(request: Request) -> Visitor:
    """Whoever may change what others see."""
    return _at_least(request, "admin")


def login_address(request: Request) -> str:
    """The login page, leading back to what was asked for."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/login?next={quote(path, safe='')}"
