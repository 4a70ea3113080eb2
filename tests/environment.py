"""Loaded before anything else (pyproject's `-p tests.environment`): the tests' data lives in a folder of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "ASKFIRST_HOME" not in os.environ:
    os.environ["ASKFIRST_HOME"] = tempfile.mkdtemp(prefix="askfirst-tests-")
    atexit.register(shutil.rmtree, os.environ["ASKFIRST_HOME"], ignore_errors=True)
# What is sent leaves at once: the stories wait for what they see, not for time to think again.
os.environ.setdefault("ASKFIRST_UNDO_SECONDS", "0")
