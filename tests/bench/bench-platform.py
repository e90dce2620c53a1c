#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much a platform answers, and how late, beside what its parts could do at best, in one run on one machine.

Usage: bench-platform.py BUILD-FOLDER [--quick]

Floors: a libsoup server that answers everything with the same bytes; a row in a transaction of its own into
SQLite, and into PostgreSQL by pgbench over as many connections; `openssl speed` of the signature. All by turns,
of each the best of several rounds: what else the machine does only takes away. CPU is of the server's process
alone, for each answer. The load comes from the same machine and takes its share of it."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "platform")]

import quota  # noqa: E402
from person import Api  # noqa: E402

CONNECTIONS = 32
TICK = os.sysconf("SC_CLK_TCK")
SHARE = 0.1  # of a processor, for each process that is held to a part of one
ALL_AT_ONCE = 6  # processors: three processes, the database and the load each have their own
ROWS = 3  # that a change writes: itself, its evidence, and its answer
LATE = 10  # milliseconds that one answer in a hundred may take at half load


def cpu_of(pid):
    """Seconds that a process has computed."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


class Server:
    """A vermiliond with one person who is logged in."""

    def __init__(self, build, folder, database=None):
        self.folder = folder
        command = [build / "src/daemon/vermiliond", "--data", folder, "--listen", "127.0.0.1:0", "--open-registration",
                   "--requests-per-second", "1000000", "--public-url", "https://seal.example"]
        self.process = subprocess.Popen(command + (["--database", database] if database else []),
                                        stdout=subprocess.PIPE, text=True)
        if not self.process.stdout.readline():
            raise SystemExit("vermiliond does not start")
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        self.port = int((folder / "port").read_text())
        self.pid = self.process.pid
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Floor:
    def __init__(self, build, body):
        self.process = subprocess.Popen([build / "tests/bench/bench-floor", "http", body], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.pid = self.process.pid

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


class Answers:
    """What one round of load has brought."""

    def __init__(self, told, cpu):
        self.rate = told["answers"] / told["seconds"]
        self.p50, self.p99, self.max = told["p50"], told["p99"], told["max"]
        self.cpu = cpu / max(told["answers"], 1) * 1e6
        self.statuses = told["statuses"]


class Bench:
    def __init__(self, build, folder, quick):
        self.build, self.folder = build, folder
        self.rounds, self.seconds = (2, 1) if quick else (5, 3)
        self.goals, self.requests = [], 0

    def request(self, method, path, body=b"", *lines):
        """A file with a request as bench-load wants it."""
        head = [f"{method} {path} HTTP/1.1", "Host: seal.example", *lines]
        if body or method == "POST":
            head.append(f"Content-Length: {len(body)}")
        self.requests += 1
        place = self.folder / f"request-{self.requests}"
        place.write_bytes("\r\n".join(head + ["", ""]).encode() + body)
        return place

    def load(self, servers, request, rate=0, connections=CONNECTIONS, seconds=None):
        """One round; over several servers, the load is spread evenly."""
        servers = servers if isinstance(servers, list) else [servers]
        before = [cpu_of(server.pid) for server in servers]
        runs = [subprocess.Popen([self.build / "tests/bench/bench-load", str(server.port),
                                  str(connections // len(servers)), str(seconds or self.seconds),
                                  str(rate / len(servers)), request], stdout=subprocess.PIPE) for server in servers]
        told = [json.loads(run.communicate()[0]) for run in runs]
        cpu = sum(cpu_of(server.pid) for server in servers) - sum(before)
        together = {key: max(each[key] for each in told) for key in ("p50", "p99", "max", "seconds")}
        together["answers"] = sum(each["answers"] for each in told)
        together["statuses"] = {}
        for each in told:
            for status, n in each["statuses"].items():
                together["statuses"][status] = together["statuses"].get(status, 0) + n
        return Answers(together, cpu)

    def compare(self, title, contestants, good=("200", "201")):
        """Everybody by turns; prints the best of each and returns it."""
        best = {}
        for _ in range(self.rounds):
            for name, (servers, request) in contestants.items():
                answers = self.load(servers, request)
                if set(answers.statuses) - set(good):
                    raise SystemExit(f"{name}: {answers.statuses}")
                if name not in best or answers.rate > best[name].rate:
                    best[name] = answers
        print(f"\n{title}\n  {'':34} {'answers/s':>10} {'CPU µs':>8} {'p50 ms':>8} {'p99 ms':>8}")
        for name, answers in best.items():
            print(f"  {name:34} {answers.rate:10.0f} {answers.cpu:8.1f} {answers.p50:8.2f} {answers.p99:8.2f}", flush=True)
        return best

    def goal(self, what, value, limit, unit="", at_least=True):
        met = value >= limit if at_least else value <= limit
        self.goals.append(f"  {'met   ' if met else 'MISSED'} {what}: {value:.2f}{unit} "
                          f"({'at least' if at_least else 'at most'} {limit:g}{unit})")

    def half_load(self, what, server, request, rate, floor):
        """The latest of a hundred when half as much is asked as can be answered; floor: how late the floor is
        on this machine in this hour."""
        rounds = [self.load(server, request, rate / 2) for _ in range(self.rounds)]
        best = min(rounds, key=lambda each: each.p99)
        print(f"  {what}, {rate / 2:.0f}/s: p50 {best.p50:.2f} ms, p99 {best.p99:.2f} ms, latest {best.max:.2f} ms", flush=True)
        self.goal(f"{what} at half load, p99 (of the floor: {floor:.2f} ms)", best.p99, LATE, " ms", False)

    def person(self, server, login="bench"):
        person = Api(server.url, login)
        person.accept_everything()
        return person

    def reads(self, databases):
        for name, server in databases.items():
            person = self.person(server)
            body = self.folder / "body"
            body.write_bytes(json.dumps(person.get("/v1/me"), separators=(",", ":"), ensure_ascii=False).encode())
            bearer = f"Authorization: Bearer {person.token}"
            me = self.request("GET", "/v1/me", b"", bearer)
            floor = Floor(self.build, body)
            contestants = {"bare libsoup": (floor, me),
                           "GET /v1/platform": (server, self.request("GET", "/v1/platform")),
                           "GET /v1/me": (server, me),
                           "GET /v1/consents": (server, self.request("GET", "/v1/consents?limit=10", b"", bearer))}
            best = self.compare(f"reading, {name}", contestants)
            self.http = best["bare libsoup"]
            self.goal(f"GET /v1/me on {name}, answers a second ÷ bare libsoup", best["GET /v1/me"].rate / self.http.rate, 0.5)
            print(f"  CPU of GET /v1/me ÷ bare libsoup: {best['GET /v1/me'].cpu / self.http.cpu:.2f}")
            late = min(self.load(floor, me, best["GET /v1/me"].rate / 2).p99 for _ in range(self.rounds))
            floor.stop()
            self.half_load(f"GET /v1/me on {name}", server, me, best["GET /v1/me"].rate, late)

    def sqlite_floor(self, folder):
        path = folder / "floor.db"
        for each in folder.glob("floor.db*"):
            each.unlink()
        told = subprocess.run([self.build / "tests/bench/bench-floor", "sqlite", path, str(self.seconds)], check=True,
                              capture_output=True, text=True).stdout
        return [float(number) for number in told.split()]

    def postgresql_floor(self, database, clients, rows=1):
        """Transactions a second; several rows go there in one pipeline, as a change of ours does."""
        script = self.folder / "insert.sql"
        insert = "INSERT INTO floor (text) VALUES (repeat('x', 400));\n"
        script.write_text(insert if rows == 1 else f"\\startpipeline\nBEGIN;\n{insert * rows}COMMIT;\n\\endpipeline\n")
        subprocess.run(["psql", database, "-qc", "CREATE TABLE IF NOT EXISTS floor (number BIGINT GENERATED ALWAYS AS "
                        "IDENTITY PRIMARY KEY, text TEXT)"], check=True, stderr=subprocess.DEVNULL)
        log = self.folder / "pgbench"
        for each in self.folder.glob("pgbench*"):
            each.unlink()
        told = subprocess.run([find_pgbench(), "-n", "-M", "prepared", "-c", str(clients), "-T", str(self.seconds), "-f", script,
                               "-l", "--log-prefix", log, database], check=True, capture_output=True, text=True).stdout
        times = sorted(int(line.split()[2]) for each in self.folder.glob("pgbench*") for line in each.read_text().splitlines())
        return float(re.search(r"tps = ([0-9.]+)", told)[1]), times[int((len(times) - 1) * 0.99)] / 1e3

    def writing_request(self, person):
        text = next(each for each in person.get("/v1/agreements")["items"] if each["language"] == "en")
        body = json.dumps({key: text[key] for key in ("agreement", "version", "language", "sha256")}).encode()
        return self.request("POST", "/v1/consents", body, f"Authorization: Bearer {person.token}",
                            f"Idempotency-Key: {os.urandom(8).hex()}-@@@@@@@@", "Content-Type: application/json")

    def writes(self, name, server, floor, durable=True):
        """One state-changing call has one transaction: its floor is the rate of transactions with one row."""
        request = self.writing_request(self.person(server, "writer"))
        floors, best = [], None
        for _ in range(self.rounds):
            floors.append(floor())
            answers = self.load(server, request)
            if set(answers.statuses) != {"201"}:
                raise SystemExit(f"{name}: {answers.statuses}")
            best = answers if best is None or answers.rate > best.rate else best
        rate, late = max(each[0] for each in floors), min(each[1] for each in floors)
        print(f"\nchanging, {name}\n  {'one row, one transaction':34} {rate:10.0f} {'':8} {'':8} {late:8.2f}")
        print(f"  {'POST /v1/consents':34} {best.rate:10.0f} {best.cpu:8.1f} {best.p50:8.2f} {best.p99:8.2f}", flush=True)
        if durable:
            self.goal(f"POST /v1/consents on {name}, answers a second ÷ transactions", best.rate / rate, 0.5)
        else:
            # Without a disk to wait for, the floor is both: an answer over HTTP, and a transaction.
            self.goal(f"POST /v1/consents on {name}, CPU of a bare answer and a transaction ÷ ours",
                      (self.http.cpu + 1e6 / rate) / best.cpu, 0.5)
        self.half_load(f"POST /v1/consents on {name}", server, request, best.rate, late)

    def status_request(self, server, nonce):
        for name in ("authority.cer", "ocsp.cer"):
            shutil.copy(server.folder / name, self.folder / name)
        pem = {}
        for name in ("authority", "ocsp"):
            pem[name] = self.folder / f"{name}.pem"
            text = (self.folder / f"{name}.cer").read_bytes()
            form = "PEM" if text.startswith(b"-----") else "DER"
            subprocess.run(["openssl", "x509", "-inform", form, "-in", self.folder / f"{name}.cer", "-out", pem[name]], check=True)
        der = self.folder / "request.der"
        subprocess.run(["openssl", "ocsp", "-issuer", pem["authority"], "-cert", pem["ocsp"], "-reqout", der,
                        "-nonce" if nonce else "-no_nonce"], check=True, capture_output=True)
        return self.request("POST", "/ocsp", der.read_bytes(), "Content-Type: application/ocsp-request"), pem["ocsp"]

    def statuses(self, name, server):
        with_nonce, certificate = self.status_request(server, True)
        without, _ = self.status_request(server, False)
        text = subprocess.run(["openssl", "x509", "-in", certificate, "-noout", "-text"], check=True, capture_output=True,
                              text=True).stdout
        algorithm, column = ("rsa2048", -2) if "rsaEncryption" in text else ("ecdsap256", -2)
        speeds, best = [], {}
        for _ in range(self.rounds):
            told = subprocess.run(["openssl", "speed", "-seconds", "1", algorithm], check=True, capture_output=True, text=True).stdout
            speeds.append(float(told.splitlines()[-1].split()[column]))
            for title, request in (("with a nonce", with_nonce), ("without one", without)):
                answers = self.load(server, request)
                if set(answers.statuses) != {"200"}:
                    raise SystemExit(f"OCSP {title}: {answers.statuses}")
                best[title] = answers if title not in best or answers.rate > best[title].rate else best[title]
        print(f"\nOCSP, {name}\n  {'openssl speed ' + algorithm:34} {max(speeds):10.0f} {1e6 / max(speeds):8.1f}")
        for title, answers in best.items():
            print(f"  {'POST /ocsp ' + title:34} {answers.rate:10.0f} {answers.cpu:8.1f} {answers.p50:8.2f} {answers.p99:8.2f}", flush=True)
        print(f"  {'bare libsoup':34} {self.http.rate:10.0f} {self.http.cpu:8.1f}")
        nonce = best["with a nonce"]
        self.goal(f"OCSP on {name}, answers with a nonce a second ÷ signatures of one core", nonce.rate / max(speeds), 0.5)
        # An elliptic signature costs less than an answer over HTTP does: both are the floor together.
        self.goal(f"OCSP on {name}, CPU of a bare answer and a signature ÷ ours", (self.http.cpu + 1e6 / max(speeds)) / nonce.cpu, 0.5)
        # What is said again is a look into the store, as a GET is.
        self.goal(f"OCSP on {name}, CPU of a bare answer ÷ ours without a nonce", self.http.cpu / best["without one"].cpu, 0.5)
        self.half_load(f"OCSP on {name}", server, with_nonce, nonce.rate, self.http.p99)


def find_pgbench():
    found = shutil.which("pgbench") or next(iter(sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pgbench"))), None)
    return found or sys.exit("pgbench is not there")


def three(bench, servers):
    """Three processes on one database against one."""
    person = bench.person(servers[0], "three")
    me = bench.request("GET", "/v1/me", b"", f"Authorization: Bearer {person.token}")
    requests = {"GET /v1/me": me, "POST /v1/consents": bench.writing_request(person)}
    at_full_speed(bench, servers, requests)
    held_back(bench, servers, requests)


def compare_three(bench, title, servers, request):
    best = bench.compare(title, {"one process": (servers[0], request), "three processes": (servers, request)})
    return best["one process"], best["three processes"]


def at_full_speed(bench, servers, requests):
    """What this machine makes of it: where all share a few processors, these end the scaling, and nothing is judged."""
    cores = os.cpu_count()
    for title, request in requests.items():
        one, all_three = compare_three(bench, f"{title} on PostgreSQL, {cores} processors", servers, request)
        print(f"  each process could answer {1e6 / one.cpu:.0f}/s on a processor of its own; "
              f"CPU for an answer, three ÷ one: {all_three.cpu / one.cpu:.2f}")
        ratio = all_three.rate / one.rate
        if cores >= ALL_AT_ONCE:
            bench.goal(f"{title}, three processes ÷ one", ratio, 2.2)
        else:
            print(f"  three processes ÷ one: {ratio:.2f}; {cores} processors that the load and the database share cannot tell")


def held_back(bench, servers, requests):
    """Each process may compute a fixed part of one processor only, so that the machine has enough for three of them, the
    database and the load. What it proves: at this rate nothing that the processes share (rows, locks, sequences, the
    database's log) ends the scaling, and three cost the work of one each. What it does not: how many answers a second
    three machines give, and where the database itself ends."""
    for title, request in requests.items():
        with quota.held([server.pid for server in servers], SHARE) as can:
            if not can:
                print(f"\nSKIPPED {title}, three processes ÷ one, each held to a part of a processor: no control group with a "
                      "quota can be made here")
                continue
            one, all_three = compare_three(bench, f"{title} on PostgreSQL, each process held to {SHARE:.0%} of a processor",
                                           servers, request)
        print(f"  of a processor, one process has used {one.rate * one.cpu / 1e6:.1%}, three {all_three.rate * all_three.cpu / 1e6:.1%}")
        bench.goal(f"{title}, three processes ÷ one, each held to {SHARE:.0%} of a processor", all_three.rate / one.rate, 2.2)


def run(bench, folder, memory, database):
    servers = {"SQLite": Server(bench.build, folder / "sqlite"), "PostgreSQL": Server(bench.build, folder / "host-0", database)}
    stays = Server(bench.build, memory / "sqlite") if memory else None
    started = [*servers.values(), *([stays] if stays else [])]
    clients = 2 * os.cpu_count()  # more of them go to the disk together, as rows of one transaction would
    try:
        bench.reads(servers)
        bench.statuses("SQLite", servers["SQLite"])
        bench.writes("SQLite", servers["SQLite"], lambda: bench.sqlite_floor(folder))
        if stays:
            bench.writes("SQLite in memory", stays, lambda: bench.sqlite_floor(memory), durable=False)
        bench.writes("PostgreSQL", servers["PostgreSQL"], lambda: bench.postgresql_floor(database, clients))
        rate = max(bench.postgresql_floor(database, clients, ROWS)[0] for _ in range(bench.rounds))
        print(f"  {f'{ROWS} rows, one transaction':34} {rate:10.0f}  not judged: what a change of ours writes", flush=True)
        for number in (1, 2):
            shutil.copytree(folder / "host-0", folder / f"host-{number}")
            started.append(Server(bench.build, folder / f"host-{number}", database))
        three(bench, [servers["PostgreSQL"], *started[-2:]])
    finally:
        for server in started:
            server.stop()
    print("\ngoals, by the figures of this run")
    print("\n".join(bench.goals))


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    if "VERMILION_TEST_DATABASE" not in os.environ:
        os.execv(sys.executable, [sys.executable, HERE.parent / "support/with-postgres.py", "--durable", sys.executable, *sys.argv])
    database = os.environ["VERMILION_TEST_DATABASE"]
    folder = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"vermilion-bench-platform-{os.getpid()}"
    memory = pathlib.Path("/dev/shm") / folder.name
    folder.mkdir()
    if os.access("/dev/shm", os.W_OK):
        memory.mkdir()
    try:
        run(Bench(build, folder, "--quick" in sys.argv), folder, memory if memory.exists() else None, database)
    finally:
        shutil.rmtree(folder)
        shutil.rmtree(memory, ignore_errors=True)


if __name__ == "__main__":
    main()
