"""The web app and JSON API: see who says what happened.

    app = create_app(Settings(ledger="sqlite:///conflict.db"))   # an ASGI application
    serve(Settings(...))                                         # and a server for it

Pages are made on the server and work without JavaScript, except map and shortcuts; nothing is fetched from elsewhere.
"""

from tidings.web.accounts import ROLES, Accounts
from tidings.web.app import create_app
from tidings.web.serving import serve
from tidings.web.settings import Settings

__all__ = ["ROLES", "Accounts", "Settings", "create_app", "serve"]
