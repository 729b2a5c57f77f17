"""Mail addresses of people of one organisation."""


def domain_of(address: str) -> str:
    return address.strip().rpartition("@")[2].casefold()


def is_elsewhere(address: str, own: str) -> bool:
    """Of another mail domain than the one of who invites."""
    return domain_of(address) != domain_of(own)
