"""Security headers. Scripts and styles come from our own files; nothing inline, nothing from elsewhere."""

import secrets

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; "
    "report-uri /csp-report"
)
# For a file that somebody handed in: opened in place of being saved, it may do nothing at all.
DOWNLOAD_POLICY = "sandbox; default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"


def nonce() -> str:
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return str(g.csp_nonce)


def init_app(app: Flask, *, is_secure: bool) -> None:
    app.jinja_env.globals["csp_nonce"] = nonce

    @app.after_request
    def protect(response: Response) -> Response:
        headers = response.headers
        is_download = headers.get("Content-Security-Policy") == DOWNLOAD_POLICY
        if not is_download:
            headers["Content-Security-Policy"] = POLICY.format(nonce=nonce())
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        if request.endpoint not in ("static", "bootstrap.static"):
            headers["Cache-Control"] = "private, no-store" if is_download else "no-store"
        if is_secure:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        return response
