"""Which addresses of the outside may be asked for, by their text and by the number they lead to."""

import pytest

from shared.outside.addresses import NotPublic, check, is_public

REFUSED = {
    "bad-address": """
        |https://www.example.org/a b|https://www.example.org\\@127.0.0.1/|https://www.example.org/#x|https://exämple.org/
        https://\uff11\uff12\uff17.0.0.1/|https://www\u3002example.org/|https://www.example.org/\t|https://www.example.org/\r\rHost:x
        https://<www.example.org>/|https://www.example.org/{a}|https://www.example.org/%zz|https://www.example.org/`id`
        https://www.example.org/\x00|https://www.example.org/"x"|https://www.example.org#@127.0.0.1/
    """,
    "https-only": """
        http://www.example.org/a.csv|file:///etc/passwd|ftp://www.example.org/|gopher://www.example.org/|www.example.org
        //www.example.org/|HTTPS://www.example.org/|javascript:alert(1)|data:text/csv,a|https:/www.example.org/|jar:x!/
        https:www.example.org|dict://127.0.0.1:6379/|ldap://127.0.0.1/|unix:/var/run/docker.sock|ws://www.example.org/
    """,
    "no-names-or-passwords": """
        https://user@www.example.org/|https://user:word@www.example.org/|https://www.example.org@127.0.0.1/
        https://www.example.org:443@[::1]/|https://@www.example.org/
    """,
    "port-443-only": """
        https://www.example.org:80/|https://www.example.org:5432/|https://www.example.org:5672/|https://www.example.org:22
        https://www.example.org:8443/|https://www.example.org:/|https://www.example.org:0443/|https://www.example.org:x/
        https://www.example.org:443:80/|https://127.0.0.1:15672/
    """,
    "host-is-a-number": """
        https://127.0.0.1/|https://10.0.0.8/|https://169.254.169.254/latest/meta-data/|https://192.168.0.1/|https://0.0.0.0/
        https://[::1]/|https://[::ffff:127.0.0.1]/|https://[fd00:ec2::254]/|https://[fe80::1]/|https://127.1/
        https://0177.0.0.1/|https://0x7f.0.0.1/|https://127.0.0.0x1/|https://100.100.100.200/|https://93.184.215.14/
    """,
    "host-is-inside": """
        https://localhost/|https://LOCALHOST/|https://www.localhost/|https://2130706433/|https://0x7f000001/|https://0/
        https://017700000001/|https://metadata.google.internal/|https://postgres/|https://rabbitmq:443/|https://nas.local/
        https://kubernetes.default.svc.cluster.local/|https://router.lan/|https://intranet.corp/|https://1.0.0.127.in-addr.arpa/
    """,
    "bad-host": """
        https:///a.csv|https://.example.org/|https://www..example.org/|https://-a.example.org/|https://www.example.org./
        https://127.0.0.1%2f.example.org/|https://www_1.example.org/|https://www.example.org%00.internal/|https://?x
    """,
}
TAKEN = """
    https://www.example.org https://WWW.Example.ORG/a.csv https://www.example.org:443/a?b=c&d=%20e
    https://xn--exmple-cua.org/ https://files.example.co.uk/~statistics/2024-25.xlsx https://a.xn--p1ai/ https://1.example.org/
    https://www.example.org/@127.0.0.1/ https://www.example.org/?to=https://127.0.0.1/
"""
PRIVATE = """
    127.0.0.1 127.8.8.8 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
    100.100.100.200 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
    255.255.255.255 168.63.129.16 :: ::1 ::ffff:127.0.0.1 ::ffff:93.184.215.14 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1
    100::1 2001:db8::1 2001::1 2002:7f00:1::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2130706433 x
"""


def refusal(address: str) -> str | None:
    try:
        check(address)
    except NotPublic as why:
        return why.code
    return None


def test_no_address_but_a_public_one_by_name_over_https_is_taken() -> None:
    cases = [
        (one, code)
        for code, lines in REFUSED.items()
        for line in lines.strip("\n ").split("\n")
        for one in line.removeprefix("        ").split("|")
    ]
    assert len(cases) >= 80
    assert {one: refusal(one) for one, _ in cases} == dict(cases)
    assert refusal(f"https://www.example.org/{'a' * 2000}") == "bad-address"
    assert refusal(f"https://{'a.' * 130}org/") == "bad-host"
    assert {one: refusal(one) for one in TAKEN.split()} == dict.fromkeys(TAKEN.split())


@pytest.mark.parametrize(("numbers", "expected"), [(PRIVATE, False), ("93.184.215.14 8.8.8.8 2606:4700::6810", True)])
def test_a_number_is_asked_only_where_it_is_one_of_the_open_internet(numbers: str, expected: bool) -> None:
    assert {one: is_public(one) for one in numbers.split()} == dict.fromkeys(numbers.split(), expected)
