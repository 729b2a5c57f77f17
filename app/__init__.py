"""Sekisho 関所: third-party and outsourcing risk management. Wiring only; each package explains itself."""

from pathlib import Path
from typing import Any

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.assurance.views import bp as assurance_bp
from app.cli import command_app, is_asked
from app.cli import init_app as init_commands
from app.config import Config, from_environment
from app.core import asat, assets, authz, deadline, deferred, events, failures, headers, keys, logs, schema
from app.core.audit import head
from app.core.body import BoundedRequest
from app.core.db import db
from app.core.web import SAFE
from app.diligence.views import bp as diligence_bp
from app.exchange.views import bp as exchange_bp
from app.identity import guard, security
from app.identity.views import bp as identity_bp
from app.overview.views import bp as overview_bp
from app.references.views import bp as references_bp
from app.register.views import bp as register_bp
from app.shell import init_app as init_shell
from app.standards.views import bp as standards_bp
from app.subscriptions import EXECUTORS, SUBSCRIPTIONS
from app.work.approvals import wire as wire_executors
from app.work.views import bp as work_bp

HERE = Path(__file__).parent
BLUEPRINTS = (
    identity_bp, work_bp, register_bp, standards_bp, assurance_bp, references_bp, diligence_bp, exchange_bp,
    overview_bp,
)  # fmt: skip
MAX_BODY = 25 * 1024 * 1024
MAX_FORM_PARTS = 2000
MAX_FORM_MEMORY = 2 * 1024 * 1024


def create_app(config: Config | None = None, **engine_options: Any) -> Flask:
    """The application over a database that is at the newest schema; it refuses to start on any other."""
    if config is None and is_asked():
        return command_app(create_app)
    config = config or from_environment()
    app = Flask(__name__, static_url_path=assets.address(HERE / "static"))
    app.request_class = BoundedRequest
    app.extensions["sekisho"] = config
    app.config.update(
        TESTING=config.testing,
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_PARTS=MAX_FORM_PARTS,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_MEMORY,
        BOOTSTRAP_SERVE_LOCAL=True,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        RATELIMIT_ENABLED=config.rate_limits,
        RATELIMIT_STORAGE_URI="memory://",
        RATELIMIT_HEADERS_ENABLED=False,
        PROPAGATE_EXCEPTIONS=False,
    )
    logs.configure()
    keys.use(keys.load(config.keys, config.master_key_file))
    head.use(config.head)
    db.bind(config.database_url, **engine_options)
    schema.require_newest(db.engine)
    _wire(app, config)
    return app


def _wire(app: Flask, config: Config) -> None:
    logs.init_app(app)
    headers.init_app(app, is_secure=config.cookie_secure)
    failures.init_app(app)
    deferred.init_app(app)
    Bootstrap5(app)
    init_shell(app, config)
    init_commands(app)
    _limit(app)
    CSRFProtect(app)
    # Before the library's own blueprint: the first template found is the one used.
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    security.init_app(app, config)
    guard.init_app(app, config)
    asat.init_app(app)
    authz.declare(app, ["static", "bootstrap.static"], authz.PUBLIC)
    events.wire(SUBSCRIPTIONS)
    wire_executors(EXECUTORS)
    app.wsgi_app = _ScopedDatabase(app.wsgi_app)  # type: ignore[method-assign]
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _limit(app: Flask) -> None:
    """Coarse brakes per address; the lock of an account is finer and does not depend on them."""
    Limiter(
        get_remote_address,
        app=app,
        default_limits=["1200 per minute"],
        default_limits_exempt_when=lambda: False,
    )


class _ScopedDatabase:
    """One database session for each request; unsafe methods queue for the write lock before their first read."""

    def __init__(self, wrapped: Any) -> None:
        self.wrapped = wrapped

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        writes = environ.get("REQUEST_METHOD") not in SAFE
        with deadline.within(deadline.REQUEST_SECONDS), db.scope(writes=writes):
            return self.wrapped(environ, start_response)
