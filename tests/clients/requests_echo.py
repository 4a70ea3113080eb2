"""Writes a message to the smallest face with `requests`, as any client would; see tests/sandbox/clients.py."""

from __future__ import annotations

import json
import sys

import requests

given = json.loads(sys.argv[1])
answer = requests.post(
    "https://api.echo.test/messages",
    json={"to": given["to"], "text": given["text"]},
    headers={"Authorization": f"Bearer {given['token']}"},
    timeout=10,
)
answer.raise_for_status()
print(json.dumps(answer.json()))
