# Plays a scenario with the stock boto3: each step is one call of its own.
# Arguments: the scenario's file, and the values of its ${...} as JSON.
import json
import re
import sys
import time

import boto3
from botocore.config import Config

with open(sys.argv[1], encoding='utf-8') as file:
    steps = json.load(file)
saved = json.loads(sys.argv[2])
# Where `sync-` and the endpoint's name are not known to DNS.
client = boto3.client('stepfunctions', config=Config(inject_host_prefix=False))


def filled(value):
    if isinstance(value, str):
        return re.sub(r'\$\{(\w+)\}', lambda found: saved[found[1]], value)
    if isinstance(value, list):
        return [filled(inner) for inner in value]
    if isinstance(value, dict):
        return {name: filled(inner) for name, inner in value.items()}
    return value


def at(answer, path):
    for name in path.split('.'):
        try:
            answer = answer[int(name)] if name.isdigit() else answer[name]
        except (KeyError, IndexError):
            return None
    return answer


called = set()
for step in steps:
    name = re.sub('(?<=[a-z])(?=[A-Z])', '_', step['op']).lower()
    until = filled(step.get('until', {}))
    save = step.get('save', {})
    for tries in range(300):
        answer = getattr(client, name)(**filled(step['in']))
        if all(at(answer, path) == value for path, value in until.items()) \
                and all(at(answer, path) is not None for path in save.values()):
            break
        time.sleep(0.1)
    else:
        sys.exit(f"{step['op']} answers {answer}")
    saved.update({name: at(answer, path) for name, path in save.items()})
    called.add(step['op'])
print(json.dumps(sorted(called)))
