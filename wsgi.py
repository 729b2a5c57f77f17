"""For an application server: `gunicorn wsgi:app` or `waitress-serve wsgi:app`. Settings come from the environment."""

from app import create_app

app = create_app()
