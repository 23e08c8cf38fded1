"""`python -m services.board projector|web`."""

import sys

from services.board.bootstrap import run_projector, run_web
from services.board.settings import ProjectorSettings, WebSettings
from services.runtime.process import part, run_part

PARTS = {
    "projector": part("board-projector", ProjectorSettings, run_projector),
    "web": part("board-web", WebSettings, run_web),
}

if __name__ == "__main__":
    sys.exit(run_part(PARTS, sys.argv[1:]))
