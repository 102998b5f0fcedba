"""What every answer carries and every request must keep to: content policy, host names, sizes."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from tidings.web.settings import Settings, is_loopback

__all__ = ["Guard", "content_policy"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class _TooLarge(Exception):
    pass


def content_policy(settings: Settings) -> str:
    """Only what the app itself serves; no script or style inside pages."""
    tiles = f" {settings.tile_origin}" if settings.tile_origin else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: blob:{tiles}",
            f"connect-src 'self'{tiles}",
            "worker-src 'self'",
            "font-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


class Guard:
    """An ASGI layer around the app."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.headers = [
            (b"content-security-policy", content_policy(settings).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"permissions-policy", b"geolocation=(), camera=(), microphone=()"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if self.settings.loopback and not _ours(headers.get(b"host", b"").decode("latin-1")):
            await self._refuse(send, 400, "this address is not one of the app's own")
            return
        limit = self.settings.max_upload
        declared = headers.get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            await self._refuse(send, 413, f"more than {limit:,} bytes; give a smaller file")
            return
        await self._pass(scope, receive, send, limit)

    async def _pass(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        taken, started = 0, False

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise _TooLarge
            return message

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                known = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in self.headers if h[0] not in known)]
            await send(message)

        try:
            await self.app(scope, counted, dressed)
        except _TooLarge:
            if not started:
                await self._refuse(send, 413, f"more than {limit:,} bytes; give a smaller file")

    async def _refuse(self, send: Send, status: int, words: str) -> None:
        body = words.encode()
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": [*headers, *self.headers]})
        await send({"type": "http.response.body", "body": body})


def _ours(host: str) -> bool:
    """Whether a Host header names this machine: a name that another site made lead here does not."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return is_loopback(name)
