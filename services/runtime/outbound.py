"""What goes out of this deployment: through the proxy of the environment, but never to this machine itself."""

from urllib.parse import urlsplit

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def goes_by_environment(address: str) -> bool:
    """Whether HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE are for this address (httpx's `trust_env`)."""
    return urlsplit(address).hostname not in _LOOPBACK
