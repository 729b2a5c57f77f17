"""For an application server: `gunicorn wsgi:app` or `waitress-serve wsgi:app`. Settings come from the environment."""

import os

from flask import Flask

from app import create_app
from app.cli.checking import refuse_if_grave
from app.config import from_environment
from app.jobs.scheduler import Scheduler


def serving() -> Flask:
    config = from_environment()
    refuse_if_grave(config)
    application = create_app(config)
    if config.with_scheduler:
        Scheduler(application).start()
    return application


# Commands are how an instance that is refused gets mended.
app = create_app() if os.environ.get("FLASK_RUN_FROM_CLI") == "true" else serving()
