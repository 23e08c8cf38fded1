"""`python -m services.board projector|web|export`."""

import sys

from services.board.bootstrap import run_export, run_projector, run_web
from services.board.settings import BoardSettings, ProjectorSettings, WebSettings
from services.runtime.process import part, run_part

PARTS = {
    "projector": part("board-projector", ProjectorSettings, run_projector),
    "web": part("board-web", WebSettings, run_web),
    "export": part("board-export", BoardSettings, run_export),
}

if __name__ == "__main__":
    sys.exit(run_part(PARTS, sys.argv[1:]))
