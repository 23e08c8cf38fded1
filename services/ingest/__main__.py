"""`python -m services.ingest`: the ingest worker."""

import sys

from services.ingest.bootstrap import run
from services.ingest.settings import IngestSettings
from services.runtime.process import part, run_service

if __name__ == "__main__":
    sys.exit(run_service(part("ingest", IngestSettings, run)))
