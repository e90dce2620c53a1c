#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The specification and the program's tables say the same: check-openapi.py WIRE-DUMP OPENAPI.json"""

import json
import subprocess
import sys

HTTP_METHODS = {"get", "post", "put", "patch", "delete"}


def last(reference):
    return reference.rsplit("/", 1)[-1]


def resolve(document, node):
    while "$ref" in node:
        target = document
        for part in node["$ref"].lstrip("#/").split("/"):
            target = target[part]
        node = target
    return node


def schema_of(document, node):
    """The schema of a body or an answer, by name; '-' for none or for what is no JSON of ours."""
    content = resolve(document, node).get("content", {}).get("application/json")
    return last(content["schema"]["$ref"]) if content and "$ref" in content["schema"] else "-"


def routes_of(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method not in HTTP_METHODS:
                continue
            good = [node for status, node in operation["responses"].items() if status[0] in "23"]
            yield operation["operationId"], (
                method.upper(), path,
                schema_of(document, operation["requestBody"]) if "requestBody" in operation else "-",
                schema_of(document, good[0]))


def kind_of(schema):
    """kind, bound and item of one property, in the program's words."""
    if "$ref" in schema:
        return "object", None, last(schema["$ref"])
    if schema["type"] == "array":
        item = schema["items"]
        if "$ref" in item:
            return "objects", schema["maxItems"], last(item["$ref"])
        return "strings", schema["maxItems"], "-"
    if schema["type"] == "string":
        if schema.get("format") == "date-time":
            return "time", None, "-"
        if schema.get("contentEncoding") == "base64":
            return "bytes", None, "-"
        return "string", schema["maxLength"], "-"
    return {"integer": "integer", "boolean": "boolean"}[schema["type"]], schema.get("maximum"), "-"


def main():
    document = json.load(open(sys.argv[2], encoding="utf-8"))
    lines = [line.split(" ") for line in
             subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout.splitlines()]
    routes = {line[1]: tuple(line[2:]) for line in lines if line[0] == "route"}
    fields = {}
    for line in lines:
        if line[0] == "field":
            fields.setdefault(line[1], {})[line[2]] = tuple(line[3:])
    problems = []
    specified = dict(routes_of(document))
    for name in sorted(routes.keys() | specified.keys()):
        if routes.get(name) != specified.get(name):
            problems.append(f"{name}: program {routes.get(name)}, specification {specified.get(name)}")
    schemas = document["components"]["schemas"]
    for name in sorted(fields.keys() | schemas.keys()):
        if name not in fields or name not in schemas:
            problems.append(f"{name} is in one only")
            continue
        required = set(schemas[name].get("required", []))
        properties = schemas[name]["properties"]
        for field in sorted(fields[name].keys() | properties.keys()):
            if field not in fields[name] or field not in properties:
                problems.append(f"{name}.{field} is in one only")
                continue
            kind, bound, need, item = fields[name][field]
            wanted_kind, wanted_bound, wanted_item = kind_of(properties[field])
            if (kind, item, need) != (wanted_kind, wanted_item, "required" if field in required else "optional"):
                problems.append(f"{name}.{field}: program {kind} {item} {need}, specification otherwise")
            if wanted_bound is not None and int(bound) != wanted_bound:
                problems.append(f"{name}.{field}: program bounds it by {bound}, specification by {wanted_bound}")
    print("1..1")
    for problem in problems:
        print(f"# {problem}")
    print(f"{'not ok' if problems else 'ok'} 1 - specification and tables agree")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
