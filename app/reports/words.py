"""The words of the pictures themselves, in the reader's language."""

from flask_babel import gettext as _

from app.reports.diagram.graph import Captions, Kind, State


def chain_captions(depth: int) -> Captions:
    """For a chain that begins with the institution: it, then level 1, level 2 and so on; no headlines for 0."""
    below = [_("Level %(number)s", number=number) for number in range(1, depth + 1)]
    return Captions(
        levels=(_("Ourselves"), *below) if depth else (),
        kinds={
            Kind.OWN: _("Ourselves"),
            Kind.VENDOR: _("Direct vendor"),
            Kind.SERVICE: _("Service"),
            Kind.ORGANISATION: _("Organisation"),
        },
        states={
            State.OK: _("All right"),
            State.ATTENTION: _("Needs attention"),
            State.MISSING: _("Missing"),
            State.ENDED: _("Ended"),
        },
        back=_("Leads back (circle)"),
    )
