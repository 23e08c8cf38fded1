"""`python -m services.alerts consumer|sender|web`."""

import sys

from services.alerts.bootstrap import run_consumer, run_sender, run_web
from services.alerts.settings import ConsumerSettings, SenderSettings, WebSettings
from services.runtime.process import part, run_part

PARTS = {
    "consumer": part("alerts-consumer", ConsumerSettings, run_consumer),
    "sender": part("alerts-sender", SenderSettings, run_sender),
    "web": part("alerts-web", WebSettings, run_web),
}

if __name__ == "__main__":
    sys.exit(run_part(PARTS, sys.argv[1:]))
