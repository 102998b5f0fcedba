"""Steps that bring a ledger's schema from one version to the next."""

__all__: list[str] = []
