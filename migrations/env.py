"""Run by `app.core.schema`, which hands over an open connection."""

from alembic import context

from app.core.model import Model


def run() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Model.metadata,
        transactional_ddl=True,
        transaction_per_migration=True,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
