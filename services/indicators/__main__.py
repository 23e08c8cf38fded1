"""`python -m services.indicators`: one indicators worker."""

import sys

from services.indicators.bootstrap import run
from services.indicators.settings import IndicatorsSettings
from services.runtime.process import part, run_service

if __name__ == "__main__":
    sys.exit(run_service(part("indicators", IndicatorsSettings, run)))
