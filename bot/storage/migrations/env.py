"""Alembic's entry: migrates over the connection that `storage.database.migrate` hands in."""

from alembic import context

from bot.storage.tables import Table
from services_directory.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[Table.metadata, METADATA],
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
