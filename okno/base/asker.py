"""Who asks, as far as our own proxies say, and from which network. Web and wire both ask; no framework."""

from ipaddress import IPv6Address, ip_address, ip_network


def asker(heard: str, peer: str, proxies: int) -> str:
    """The address that asks: `peer` is at the other end of the line, `heard` its X-Forwarded-For.

    The first of our proxies replaces the header and each further one appends to it, so that with
    `proxies` in front it has just as many entries and the first is the one who asks. Any other
    number is somebody's invention (a server for the web folds X_Forwarded_For into it), and is not
    believed: then whom we hear ourselves asks, as with a first entry that is no address.
    """
    entries = heard.split(",")
    if len(entries) != proxies:
        return peer
    try:
        return str(ip_address(entries[0].strip()))
    except ValueError:
        return peer


def network_of(address: str) -> str:
    """Whoever has one IPv6 address has the 2⁶⁴ beside it; an IPv4 address is a network by itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((found, 64), strict=False))
    return str(found)
