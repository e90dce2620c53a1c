#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The specification that a running platform serves, and what it answers to it, judged by schemathesis:
every operation, right and wrong data, as a person who is logged in and a CA operator.

The requests are the same each time: they are made from one seed, and a bounded number of them."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "platform"))

import judges  # noqa: E402
import person  # noqa: E402

SEED = 20260101
N_EXAMPLES = 8
LOGIN = "schemathesis"
# Logging out would end the rest; a password of the generator's would be kept from it.
LEFT_OUT = ["deleteSession", "changePassword"]
# use_after_free and ensure_resource_availability walk links, of which the specification has none.
CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance",
          "response_headers_conformance", "response_schema_conformance", "negative_data_rejection",
          "missing_required_header", "unsupported_method", "allow_header_conformance", "ignored_auth"]


def find():
    """The judge's program, or why there is none."""
    path = pathlib.Path(os.environ.get("VERMILION_JUDGES", "")) / "bin" / "schemathesis"
    return (path, None) if path.is_file() else (None, "no schemathesis here; ./check gets it from PyPI")


def start(folder, *more):
    return subprocess.Popen([os.environ["VERMILIOND"], "--data", folder / "platform", "--listen", "127.0.0.1:0",
                             "--open-registration", *more], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            text=True)


def judge(program, folder, url, token):
    command = [program, "run", f"{url}/openapi.json", "--seed", SEED, "--max-examples", N_EXAMPLES,
               "--phases", "examples,coverage,fuzzing", "--checks", ",".join(CHECKS), "--continue-on-failure",
               "--rate-limit", "150/s", "--no-color", "--header", f"Authorization: Bearer {token}",
               "--warnings", "off", "--generation-database", "none"]
    for name in LEFT_OUT:
        command += ["--exclude-operation-id", name]
    hooks = pathlib.Path(__file__).resolve().parent
    env = dict(os.environ, SCHEMATHESIS_HOOKS="schemathesis_hooks", PYTHONPATH=str(hooks))
    return judges.run(*command, cwd=folder, env=env)


def complaints(done):
    text = done.stdout.decode(errors="replace")
    if done.returncode == 0 and re.search(r"\d+ passed", text):
        return []
    (pathlib.Path(tempfile.gettempdir()) / "vermilion-schemathesis.log").write_text(text)
    return text[text.find("FAILURES"):].splitlines()[:200] or ["it said nothing"]


def run(folder, program):
    platform = start(folder)
    try:
        platform.stdout.readline()
        url = f"http://127.0.0.1:{(folder / 'platform' / 'port').read_text().strip()}"
        somebody = person.Api(url, LOGIN)
        subprocess.run([os.environ["VERMILIOND"], "--data", folder / "platform", "--grant", f"{LOGIN}=ca-operator"],
                       check=True, stdout=subprocess.DEVNULL)
        somebody.accept_everything()
        return complaints(judge(program, folder, url, somebody.token))
    finally:
        platform.terminate()
        platform.wait(30)


def main():
    program, reason = find()
    print("1..1")
    if reason:
        must = bool(os.environ.get("REQUIRE_JUDGES"))
        print(f"{'not ok' if must else 'ok'} 1 - schemathesis{f' - {reason}' if must else f' # SKIP {reason}'}")
        return 1 if must else 0
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vermilion-openapi-"))
    try:
        problems = run(folder, program)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for problem in problems:
        print(f"# {problem}")
    print(f"{'not ok' if problems else 'ok'} 1 - schemathesis has nothing to say")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
