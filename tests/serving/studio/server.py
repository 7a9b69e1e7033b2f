"""Serves the studio with the embedded model: `server.py PORT WORK`."""

import sys
from pathlib import Path

from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.model.choose import embedded_model
from aurore.serving.run import serve
from aurore.teaching.pages import open_lessons

settings = ServeSettings(port=int(sys.argv[1]), work=Path(sys.argv[2]))
serve(settings, lambda: Writer(embedded_model(), "embedded"), add=open_lessons)
