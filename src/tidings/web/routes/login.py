"""Log in and out, and which profile a person sees."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from tidings.web.rendering import page
from tidings.web.visitors import COOKIE, Visitor, admin

router = APIRouter(include_in_schema=False)
Words = Annotated[str, Form()]


def _local(address: str) -> str:
    """An address of this app, or its first page."""
    parts = urlsplit(address)
    fine = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return address if fine else "/events"


@router.get("/login")
def form(request: Request, next: str = "/events") -> Response:
    """The form."""
    return _form(request, _local(next))


def _form(request: Request, following: str, told: str = "", status: int = 200) -> Response:
    gate = request.app.state.gate
    if gate.open:
        return RedirectResponse(following, 303)
    nonce = gate.nonce(request)
    response = page(request, None, "login.html", status, next=following, told=told, token=gate.token(nonce))
    gate.keep(response, nonce)
    return response


@router.post("/login")
async def login(request: Request, name: Words = "", password: Words = "", next: Words = "/events") -> Response:
    """Start a session; guessing gets slower and slower."""
    state = request.app.state
    await state.gate.check_form(request)
    if state.gate.accounts is None:
        return RedirectResponse("/events", 303)
    keys = (f"name {name.strip().lower()[:60]}", f"from {request.client.host if request.client else '?'}")
    wait = state.throttle.wait(*keys)
    if wait > 0:
        response = _form(request, _local(next), f"too many tries; wait {wait:.0f} seconds", 429)
        response.headers["Retry-After"] = str(int(wait) + 1)
        return response
    account = await run_in_threadpool(state.gate.accounts.check, name.strip(), password)
    if account is None:
        state.throttle.failed(*keys)
        return _form(request, _local(next), "name or password is wrong", 401)
    state.throttle.passed(*keys)
    response = RedirectResponse(_local(next), 303)
    import secrets

    state.gate.keep(response, secrets.token_urlsafe(12), account=account)
    return response


@router.post("/logout")
async def logout(request: Request) -> Response:
    """End the session."""
    await request.app.state.gate.check_form(request)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


@router.post("/profile")
async def profile(
    request: Request,
    visitor: Annotated[Visitor, Depends(admin)],
    profile: Words = "public",
    why: Words = "",
    back: Words = "/events",
) -> Response:
    """Switch this session between the internal and the public profile. A switch to internal is logged."""
    state = request.app.state
    await state.gate.check_form(request)
    if profile not in ("public", "internal"):
        raise HTTPException(400, "profile is public or internal")
    if profile == "internal" and state.settings.public:
        if not why.strip():
            raise HTTPException(400, "say why: a switch to the internal profile is logged with its reason")
        details = {"profile": "internal", "until": "the session ends"}
        note = state.ledger.note
        await run_in_threadpool(note, "internal profile", who=visitor.name, why=why.strip(), details=details)
    response = RedirectResponse(_local(back), 303)
    state.gate.switched(request, response, visitor, profile)
    return response
