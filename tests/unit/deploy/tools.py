"""Programs the files under deploy/ are checked with; where one is missing the test says so, under CI it fails."""

import os
import shutil
import subprocess

import pytest


def run(program: str, *arguments: str) -> str:
    """What a program printed. Fails the test when it exits with an error."""
    if shutil.which(program) is None:
        reason = f"{program} is not installed (Debian: prometheus, prometheus-alertmanager)"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
