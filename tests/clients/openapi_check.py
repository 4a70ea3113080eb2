"""Holds answers to the schemas of an OpenAPI description: `{"file": …, "answers": {schema: [answer, …]}}` -> what is wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

given = json.loads(sys.argv[1])
described = json.loads(Path(given["file"]).read_text())
registry = Registry().with_resource("urn:described", Resource(contents=described, specification=DRAFT202012))
wrong = [
    f"{name}[{number}].{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
    for name, answers in given["answers"].items()
    for number, answer in enumerate(answers)
    for error in Draft202012Validator(
        {"$ref": f"urn:described#/components/schemas/{name}"}, registry=registry
    ).iter_errors(answer)
]
print(json.dumps(wrong))
