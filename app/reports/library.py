"""How we want ReportLab; asked for before its first import."""


def prepare() -> None:
    """Without its check of each attribute of each shape, which takes longer than all the drawing."""
    from reportlab import rl_config

    rl_config.shapeChecking = 0
