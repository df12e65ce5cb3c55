"""Those who know who a visitor is, on this machine: a real OpenID provider, and one that lies."""

import base64
import contextlib
import datetime as dt
import hashlib
import json
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from okno.config.running import free_port


@contextmanager
def provider() -> Iterator[str]:
    """The address of a running oidc-provider-mock, a process of its own, which asks for a nonce."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port)]
    with subprocess.Popen(
        [*command, "--require-nonce", "true"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    for _try in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("the provider did not start")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_how: Any) -> None:
        return None


def press(there: str, **form: str) -> str:
    """What a person does at the provider: the form is sent, and the address it leads back to is the answer."""
    try:
        urllib.request.build_opener(_Stay).open(there, urlencode(form).encode(), timeout=10)
    except urllib.error.HTTPError as answer:
        if answer.code in (302, 303):
            return str(answer.headers["Location"])
        raise
    raise AssertionError("the provider did not lead back")


class Liar:
    """A provider whose every word can be chosen: `claims` change the id_token, `slow_s` comes between its bytes."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.signs_with: Any = self.key
        self.algorithm = "RS256"
        self.claims: dict[str, Any] = {}
        self.issuer = ""
        self.discovery: dict[str, Any] = {}
        self.moved = False
        self.long = 0
        self.slow_s = 0.0
        self.heard: list[tuple[str, dict[str, list[str]]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> "Liar":
        self._thread.start()
        return self

    def __exit__(self, *_how: Any) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str, form: dict[str, list[str]]) -> dict[str, Any]:
        """The document, the keys, or the token."""
        self.heard.append((path, form))
        if path.endswith("/openid-configuration"):
            return {
                "issuer": self.issuer or self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/me",
                "jwks_uri": f"{self.address}/keys",
            } | self.discovery
        if path == "/keys":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            return {"keys": [public | {"kid": "1", "alg": "RS256"}]}
        if path.endswith("/me"):
            return dict(self.claims)
        verifier = form["code_verifier"][0]
        digest = hashlib.sha256(f"okno nonce {verifier}".encode()).digest()
        said = {
            "iss": self.issuer or self.address,
            "aud": "okno",
            "sub": "liar",
            "exp": int(time.time()) + 60,
            "nonce": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        } | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        token = jwt.encode(said, self.signs_with, self.algorithm, headers={"kid": "1"})
        return {"access_token": "a", "token_type": "Bearer", "id_token": token}


def _handler(liar: Liar) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(parse_qs(body))

        def _say(self, form: dict[str, list[str]]) -> None:
            said = json.dumps(liar.answer(urlsplit(self.path).path, form)).encode()
            said += b" " * liar.long + b"{" * bool(liar.long)
            self.send_response(302 if liar.moved else 200)
            if liar.moved:
                self.send_header("Location", liar.address + "/.well-known/openid-configuration")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            try:
                for start in range(0, len(said), 20 if liar.slow_s else len(said)):
                    self.wfile.write(said[start : start + (20 if liar.slow_s else len(said))])
                    time.sleep(liar.slow_s)
            except OSError:
                pass  # we were hung up on

        def log_message(self, *_said: Any) -> None:
            pass

    return Handler


_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "okno test")])
CERTIFICATE = (
    x509.CertificateBuilder()
    .subject_name(_NAME)
    .issuer_name(_NAME)
    .public_key(_KEY.public_key())
    .serial_number(1)
    .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    .not_valid_after(dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
    .sign(_KEY, hashes.SHA256())
)


def sign(text: bytes) -> bytes:
    """The double of an ESIA signer: PKCS#7, detached, with a key made just now (a real one is of GOST R 34.10)."""
    signer = pkcs7.PKCS7SignatureBuilder().set_data(text)
    how = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    return signer.add_signer(CERTIFICATE, _KEY, hashes.SHA256()).sign(Encoding.DER, how)


def link_in(page: str) -> str:
    """Where the page "On to …" leads."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    assert found, page
    return found[1].replace("&amp;", "&")
