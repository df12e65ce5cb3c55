"""Which network asks, as limits count it."""

import pytest

from okno.base.asker import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),  # the same asker, on a socket of both kinds
        ("2001:db8::9", "2001:db8::/64"),
        ("2001:db8:0:0:1::", "2001:db8::/64"),
        ("2001:db8:0:1::", "2001:db8:0:1::/64"),
        ("unknown", "unknown"),
    ],
)
def test_whoever_has_one_address_is_counted_with_what_else_they_have(address, network):
    assert network_of(address) == network
