"""Asks the process beside this one how it is; the standard library only, since containers run it every few seconds.

Run as `python -m services.runtime.healthcheck` it asks the port of KOERS_ADMIN_PORT and exits 1 when that is not well.
"""

import os
import sys
import urllib.error
import urllib.request


def ask(port: int, timeout: float = 4.0) -> tuple[bool, str]:
    """Whether the process is well, and what it said; no answer within `timeout` seconds is an answer."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/healthz", timeout=timeout) as answer:
            return True, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return False, refusal.read().decode()
    except OSError as error:
        return False, f"no answer within {timeout:g} s: {type(error).__name__}"


if __name__ == "__main__":
    well, told = ask(int(os.environ["KOERS_ADMIN_PORT"]))
    print(told)
    sys.exit(0 if well else 1)
