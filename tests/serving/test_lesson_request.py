"""The request that lesson 1 asks to type, as it is written there, against a real server."""

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Callable

import pytest
from werkzeug.serving import make_server

from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.serving.app import create_app
from aurore.teaching.lessons import lesson


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_the_line_of_curl_works_as_it_is_written(open_writer: Callable[[], Writer]) -> None:
    (line,) = re.findall(r"^curl .+$", lesson(1).text(), re.MULTILINE)
    server = make_server("127.0.0.1", 0, create_app(ServeSettings(), open_writer), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        here = line.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
        said = subprocess.run(["sh", "-c", here], check=True, capture_output=True).stdout
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert json.loads(said)["prompt"] == "Le soir elle se rappelait" and json.loads(said)["text"]
