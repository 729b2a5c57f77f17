"""Checks of what the environment says."""

from app.core.doctor.examining import Examined, Finding, NotApplicable, check, grave, note, warning
from app.core.words import N_

IDLE_MINUTES = 15
ABSOLUTE_HOURS = 8
LOCAL = ("localhost", "127.0.0.1", "::1")


@check("production", N_("The instance is marked as production."))
def production(seen: Examined) -> Finding | None:
    if seen.config.is_production:
        return None
    return note(
        N_("The instance is not marked as production, so nothing here keeps it from serving."),
        N_("For real data set SEKISHO_PRODUCTION=1."),
    )


@check("demonstration", N_("The instance is no demonstration."))
def demonstration(seen: Examined) -> Finding | None:
    if not seen.config.demonstration_mark.exists():
        return None
    if seen.config.is_production:
        return grave(
            N_(
                "A demonstration, where anybody at this machine signs in with one click, is marked as production."
            ),
            N_("Begin production with an empty data folder and database and `flask admin create`."),
        )
    return note(
        N_("This is a demonstration: anybody at this machine signs in with one click."),
        N_("Put no real data into it."),
    )


@check("cookie_secure", N_("The session cookie is sent over https only."))
def cookie_secure(seen: Examined) -> Finding | None:
    if seen.config.cookie_secure:
        return None
    level = grave if seen.config.is_production else note
    return level(
        N_("The session cookie would also be sent without encryption."),
        N_("Set SEKISHO_PUBLIC_URL to the https address that people use."),
    )


@check("public_url", N_("The address that people use begins with https."))
def public_url(seen: Examined) -> Finding | None:
    config = seen.config
    if config.public_url.startswith("https://"):
        return None
    if config.cookie_secure:
        return grave(
            N_(
                "The session cookie needs https, but the public address (%(url)s) has none: nobody could sign in."
            ),
            N_("Set SEKISHO_PUBLIC_URL to the https address that people use."),
            url=config.public_url or "-",
        )
    level = warning if config.is_production else note
    return level(
        N_("No public https address is set, so links in mails point to this machine."),
        N_("Set SEKISHO_PUBLIC_URL to the https address that people use."),
    )


@check("proxies", N_("Proxies and public address agree."))
def proxies(seen: Examined) -> Finding | None:
    config = seen.config
    is_public = config.public_url.startswith("https://")
    if is_public and not config.trusted_proxies:
        return warning(
            N_(
                "The public address is https, yet no proxy is trusted: everybody seems to come from one address."
            ),
            N_("Set SEKISHO_TRUSTED_PROXIES to the number of proxies in front, usually 1."),
        )
    if config.trusted_proxies and not is_public:
        return warning(
            N_("%(count)s proxies are trusted without a public address: anybody could claim any address."),
            N_("Set SEKISHO_PUBLIC_URL, or SEKISHO_TRUSTED_PROXIES=0."),
            count=config.trusted_proxies,
        )
    return None


@check("debugging", N_("Debugging and testing are switched off."))
def debugging(seen: Examined) -> Finding | None:
    if seen.config.testing or seen.environ.get("FLASK_DEBUG", "") not in ("", "0"):
        return grave(
            N_("Debugging or testing is switched on: an error would show the inside of the program."),
            N_("Take FLASK_DEBUG out of the environment and restart."),
        )
    return None


@check("rate_limits", N_("Requests are limited per address."))
def rate_limits(seen: Examined) -> Finding | None:
    if seen.config.rate_limits:
        return None
    return grave(
        N_("The limits of requests per address are switched off."),
        N_("Restart without the setting that does so."),
    )


@check("time_outs", N_("Sessions end in time."))
def time_outs(seen: Examined) -> Finding | None:
    config = seen.config
    if config.idle_minutes <= IDLE_MINUTES and config.absolute_hours <= ABSOLUTE_HOURS:
        return None
    return warning(
        N_("Sessions last longer than allowed: %(idle)s minutes idle, %(hours)s hours in all."),
        N_(
            "Set SEKISHO_IDLE_MINUTES to at most %(most_idle)s and SEKISHO_ABSOLUTE_HOURS to at most %(most_hours)s."
        ),
        idle=config.idle_minutes,
        hours=config.absolute_hours,
        most_idle=IDLE_MINUTES,
        most_hours=ABSOLUTE_HOURS,
    )


@check("mail_server", N_("Mails leave by a mail server."))
def mail_server(seen: Examined) -> Finding | None:
    if seen.config.mail is not None:
        return None
    return note(
        N_("No mail server is set: mails are kept and shown here, none is sent."),
        N_("Set SEKISHO_SMTP_HOST when people should get them."),
    )


@check("mail_encryption", N_("Mails leave this machine encrypted."))
def mail_encryption(seen: Examined) -> Finding | None:
    mail = seen.config.mail
    if mail is None:
        raise NotApplicable
    if mail.use_tls or mail.host in LOCAL:
        return None
    # A password in the clear is worse than a mail in the clear.
    level = grave if mail.password else warning
    return level(
        N_("Mails go to %(host)s without encryption."), N_("Set SEKISHO_SMTP_TLS=1."), host=mail.host
    )


@check("scheduler", N_("Jobs run in this process."))
def scheduler(seen: Examined) -> Finding | None:
    if seen.config.with_scheduler:
        return None
    return note(
        N_("Jobs are switched off here."),
        N_("Make sure that another process runs without SEKISHO_SCHEDULER=0."),
    )
