"""Runs the steps on the connection and in the transaction that `opening` hands over."""

from alembic import context

from tidings.ledger import schema

context.configure(connection=context.config.attributes["connection"], target_metadata=schema.METADATA)
context.run_migrations()
