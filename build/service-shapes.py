#!/usr/bin/env python3
"""Takes from botocore what AWS's services answer, for the validation of TestState's mocks.

Run it with a Python that has botocore, from the root of the repository:

    python3 build/service-shapes.py

It writes engine-core/src/main/resources/dev/pawl/core/teststate/service-shapes.zip: for each service one JSON
file, named as aws-sdk integrations name the service, with the shapes of the answers of its operations: members,
required ones, types, bounds and enums, without the documentation. The bytes depend on botocore's version alone.
"""

import json
import os
import zipfile

import botocore
import botocore.loaders

TARGET = "engine-core/src/main/resources/dev/pawl/core/teststate/service-shapes.zip"
NUMBERS = {"integer", "long", "short", "byte", "float", "double", "bigdecimal", "biginteger"}

# Where AWS's own validation was seen to go by another model than botocore's.
AS_RECORDED = {("lambda", "MemorySize"): {"max": 10240}}


def pascal(name):
    return name[:1].upper() + name[1:]


def kind(shape):
    if shape["type"] == "structure":
        return "any" if shape.get("document") or shape.get("eventstream") else "object"
    if shape["type"] in NUMBERS:
        return "number"
    return {"list": "array", "map": "map", "boolean": "boolean"}.get(shape["type"], "string")


def add(model, name, shapes):
    if name in shapes:
        return
    shape = model["shapes"][name]
    facts = shapes[name] = {"is": kind(shape)}
    if facts["is"] == "object":
        members = shape["members"]
        facts["members"] = {pascal(member): ref["shape"] for member, ref in members.items()}
        if shape.get("required"):
            facts["required"] = [pascal(member) for member in shape["required"]]
        for ref in members.values():
            add(model, ref["shape"], shapes)
        return
    for bound in ("min", "max"):
        if bound in shape:
            facts[bound] = shape[bound]
    if shape.get("enum"):
        facts["enum"] = shape["enum"]
    if facts["is"] in ("array", "map"):
        facts["of"] = shape["member" if facts["is"] == "array" else "value"]["shape"]
        add(model, facts["of"], shapes)


def service(token, model):
    shapes = {}
    operations = {}
    for name, operation in sorted(model["operations"].items()):
        if "output" in operation:
            operations[name] = operation["output"]["shape"]
            add(model, operations[name], shapes)
    for name, facts in shapes.items():
        facts.update(AS_RECORDED.get((token, name), {}))
    return {"operations": operations, "shapes": dict(sorted(shapes.items()))}


def main():
    loader = botocore.loaders.create_loader()
    files = {}
    for name in loader.list_available_services("service-2"):
        model = loader.load_service_model(name, "service-2")
        token = model["metadata"]["serviceId"].lower().replace(" ", "").replace("-", "")
        files[token] = json.dumps(service(token, model), separators=(",", ":"))
    os.makedirs(os.path.dirname(TARGET), exist_ok=True)
    with zipfile.ZipFile(TARGET, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for token, text in sorted(files.items()):
            entry = zipfile.ZipInfo(token + ".json", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, text, compresslevel=9)
    print(f"{len(files)} services of botocore {botocore.__version__}, "
          f"{os.path.getsize(TARGET)} bytes")


if __name__ == "__main__":
    main()
