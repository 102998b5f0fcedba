"""One address fetched: http(s) only, bounded in time and size, and never a machine of the inner network unasked.

Names are resolved here and the connection goes to the very address that was checked, at each redirect anew, so that no
name can point outside when checked and inside when fetched.
"""

import ipaddress
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from tidings import __version__
from tidings.errors import InputError
from tidings.intake.published import now
from tidings.intake.raw import Raw, raw_bytes

if TYPE_CHECKING:
    import httpx

__all__ = ["fetch"]

CONNECT_S, TOTAL_S = 10.0, 30.0
MAX_BYTES = 10_000_000
_MAX_HOPS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_AGENT = f"tidings/{__version__} (reads one news page for its user)"


def fetch(address: str, *, allow_private: bool = False) -> Raw:
    """The page at `address` as raw input, with the address it was at last found under.

    Raises InputError with what went wrong: no such host, inner address, too slow, too large, or an HTTP error.
    """
    import httpx

    deadline = time.monotonic() + TOTAL_S
    at = address
    timeout = httpx.Timeout(CONNECT_S, read=CONNECT_S)
    # No proxy or netrc of the environment: the address that was checked is the one that is asked.
    with httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client:
        for _ in range(_MAX_HOPS + 1):
            with _hop(client, at, deadline, allow_private) as response:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    at = urljoin(at, response.headers["location"])
                    continue
                if response.status_code != 200:
                    raise InputError(f"answers {response.status_code} {response.reason_phrase}; check the address")
                return _raw(response, _body(response, deadline), address, at)
    raise InputError(f"redirects more than {_MAX_HOPS} times; give the last address itself")


@contextmanager
def _hop(client: "httpx.Client", at: str, deadline: float, allow_private: bool) -> Iterator["httpx.Response"]:
    """One request, sent to the checked address of its host; errors of the network in plain words."""
    import httpx

    try:
        url = httpx.URL(at)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise InputError(f"{at[:200]!r} is no address ({error}); check it") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise InputError(f"leads to {at[:200]!r}; only http and https addresses are fetched")
    checked = _checked(url.host, url.port or (443 if url.scheme == "https" else 80), allow_private)
    request = client.build_request(
        "GET",
        url.copy_with(host=checked),
        headers={"host": url.netloc.decode("ascii"), "user-agent": _AGENT, "accept": "text/html,text/*,*/*;q=0.5"},
        extensions={"sni_hostname": url.raw_host.decode("ascii")},
    )
    try:
        response = client.send(request, stream=True)
        try:
            if time.monotonic() > deadline:
                raise InputError(f"took more than {TOTAL_S:.0f} seconds; save the page to a file and read that")
            yield response
        finally:
            response.close()
    except httpx.TimeoutException as error:
        raise InputError(f"no answer within {CONNECT_S:.0f} seconds; try later or save the page to a file") from error
    except httpx.HTTPError as error:
        raise InputError(f"cannot be fetched ({' '.join(str(error).split()) or type(error).__name__})") from error


def _checked(host: str, port: int, allow_private: bool) -> str:
    """The address to connect to; raises InputError where any address of the host is not a public one."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError(f"no host {host!r} is found; check the address and the network") from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not allow_private:
        for address in addresses:
            if not _public(address):
                raise InputError(
                    f"host {host!r} is at {address}, inside this machine or a local network; if that is meant, say "
                    "--allow-private"
                )
    return addresses[0]


def _public(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        # An IPv4 address in IPv6 clothes is judged as what it is.
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return _public(str(inner))
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _body(response: "httpx.Response", deadline: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BYTES:
            raise InputError(f"larger than {MAX_BYTES:,} bytes; save the page to a file and read that")
        if time.monotonic() > deadline:
            raise InputError(f"took more than {TOTAL_S:.0f} seconds; save the page to a file and read that")
    return bytes(body)


def _raw(response: "httpx.Response", body: bytes, where: str, at: str) -> Raw:
    media, _, rest = response.headers.get("content-type", "").partition(";")
    media_type = media.strip().lower() or None
    if media_type == "application/octet-stream":
        media_type = None
    return raw_bytes(
        body, where, media_type=media_type, charset=response.charset_encoding if rest else None, url=at, retrieved=now()
    )
