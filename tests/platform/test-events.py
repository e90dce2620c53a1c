#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person's program is told: at once, by whichever process, each thing once, though the process dies."""

import http.client
import json
import os
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import daemons
from person import PASSWORD, Api, new_request

N_EVENTS = 60


class Stream:
    """Server-sent events as a client reads them (HTML 9.2.6): what a broken connection has cut off does not count."""

    def __init__(self, api, position=None):
        parts = urllib.parse.urlsplit(api.url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        headers = {"Authorization": f"Bearer {api.token}", "Accept": "text/event-stream"}
        if position:
            headers["Last-Event-ID"] = position
        self.connection.request("GET", "/v1/events", headers=headers)
        self.answer = self.connection.getresponse()
        self.position = position
        self.status = self.answer.status

    def __iter__(self):
        block = {}
        try:
            for line in self.answer:
                line = line.decode().rstrip("\n")
                if line:
                    name, _, value = line.partition(":")
                    block[name] = value.strip()
                    continue
                self.position = block.get("id", self.position)
                if "data" in block:
                    yield json.loads(block["data"])
                block = {}
        except (http.client.HTTPException, OSError):
            pass

    def next(self):
        return next(iter(self))

    def close(self):
        self.connection.close()


class Events(daemons.Case):
    def setUp(self):
        super().setUp()
        self.person = Api(self.urls[0], "wang")
        self.person.accept_everything()

    def begin(self, api=None):
        return (api or self.person).post("/v1/identity-sessions", {"request": new_request(self.dir)})

    def test_states_of_a_code(self):
        """Listening at one process, everything done at the other: each state within a second."""
        stream = Stream(self.person)
        other = self.person.at(self.urls[1])
        seen = []
        began = time.monotonic()
        identity = self.begin(other)
        seen.append(stream.next())
        phone = other.post("/v1/phone/scan", {"secret": identity["verification_uri"].split("#")[1]})
        seen.append(stream.next())
        before = time.monotonic()
        other.post("/v1/phone/confirm", {"token": phone["token"], "match_code": identity["match_code"]})
        seen.append(stream.next())
        print(f"# told of another process's change after {time.monotonic() - before:.3f} s")
        self.assertLess(time.monotonic() - before, 10)
        self.assertEqual([(each["type"], each["subject"], each["state"]) for each in seen],
                         [("identity", identity["id"], state) for state in ("waiting", "scanned", "passed")])
        self.assertLess(time.monotonic() - began, 60)
        stream.close()

    def test_one_killed(self):
        """One process dies in the middle of a stream; at the other it goes on, nothing lost and nothing twice."""
        stream = Stream(self.person.at(self.urls[0]))
        writer = self.person.at(self.urls[1])
        request = new_request(self.dir)
        seen = []
        killed = threading.Event()

        def write():
            for number in range(N_EVENTS):
                writer.send("POST", "/v1/identity-sessions", {"request": request}, key=f"event-{number}")

        thread = threading.Thread(target=write)
        thread.start()
        for event in stream:
            seen.append(event["subject"])
            if len(seen) == N_EVENTS // 4:
                self.processes[0].kill()
                killed.set()
        thread.join()
        self.assertTrue(killed.is_set())
        again = Stream(writer, stream.position)
        for event in again:
            seen.append(event["subject"])
            if len(seen) >= N_EVENTS:
                break
        again.close()
        told = self.query("SELECT subject FROM event ORDER BY seq").split()
        self.assertEqual(len(told), N_EVENTS)
        self.assertEqual(seen, told)

    def poll(self, position=None, wait=0, api=None):
        api = api or self.person
        headers = {"Authorization": f"Bearer {api.token}", "Accept": "application/json"}
        if position:
            headers["Last-Event-ID"] = position
        request = urllib.request.Request(f"{api.url}/v1/events?wait={wait}", headers=headers)
        with urllib.request.urlopen(request, timeout=40) as answer:
            return json.load(answer)

    def test_long_poll(self):
        first = self.poll(wait=25)
        self.assertEqual(first["items"], [])
        before = time.monotonic()
        self.assertEqual(self.poll(first["position"], 1), first)
        self.assertGreater(time.monotonic() - before, 0.9)
        answers = []
        thread = threading.Thread(target=lambda: answers.append(self.poll(first["position"], 25)))
        thread.start()
        identity = self.begin(self.person.at(self.urls[1]))
        thread.join()
        self.assertEqual([each["subject"] for each in answers[0]["items"]], [identity["id"]])
        self.assertEqual(self.poll(first["position"])["items"], answers[0]["items"])
        self.assertEqual(self.poll(answers[0]["position"])["items"], [])

    def test_not_for_others(self):
        stranger = Api(self.urls[0], "zhang")
        stream = Stream(stranger)
        position = self.poll(api=stranger)["position"]
        self.begin()
        self.assertEqual(self.poll(position, 1, stranger)["items"], [])
        stranger.accept_everything()
        own = self.begin(stranger)
        self.assertEqual(stream.next()["subject"], own["id"])
        stream.close()

    def transactions(self):
        return int(self.query("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"))

    def test_many(self):
        """More than one statement asks about: each hears of their own, and those who hear nothing cost little."""
        people = [Api(self.urls[0], f"person{number:02}") for number in range(20)]
        streams = [Stream(person) for person in people]
        time.sleep(2)  # PostgreSQL counts late
        before = self.transactions()
        time.sleep(4)
        asked = self.transactions() - before
        print(f"# {asked} transactions in four seconds for {len(people)} who listen")
        self.assertLess(asked, 4 * 4 * len(people) / 2)
        for person, stream in zip(people, streams):
            other = person.at(self.urls[1])
            other.accept_everything()
            self.assertEqual(self.begin(other)["id"], stream.next()["subject"])
            stream.close()

    def test_bounds(self):
        """So many listen and no more; who listens holds no worker; whoever has logged out hears nothing more."""
        streams = [Stream(self.person) for _ in range(8)]
        self.assertEqual([each.status for each in streams], [200] * 8)
        self.assertEqual(Stream(self.person).status, 429)
        before = time.monotonic()
        for _ in range(20):
            self.person.get("/v1/me")
        self.assertLess(time.monotonic() - before, 5)
        for each in streams:
            each.close()

    def seconds_until_over(self, stream, end):
        """How long after end() a stream ends."""
        end()
        began = time.monotonic()
        self.assertEqual(list(stream), [])
        return time.monotonic() - began

    def again(self):
        """The same person with another session, and the id of that."""
        other = self.person.at(self.urls[0])
        session = other.post("/v1/sessions", {"login": other.login, "password": PASSWORD})
        other.token = session["token"]
        return other, session["id"]

    def test_logged_out(self):
        """Who may not hears nothing more: at once by the same process, soon by another."""
        for number in (0, 1):
            listener, session = self.again()
            stream = Stream(listener)
            path = f"/v1/sessions/{session}"
            seconds = self.seconds_until_over(
                stream, lambda: self.person.at(self.urls[number]).send("DELETE", path))  # noqa: B023
            print(f"# ended by process {number} after {seconds:.3f} s")
            self.assertLess(seconds, 5)
            self.assertEqual(Stream(listener).status, 401)
        # Whose role was taken hears no more of what operators are told; whoever was given one has to come anew, too.

        def office(option):
            subprocess.run([os.environ["VERMILIOND"], "--data", self.dir / "host-1", "--database", self.database,
                            option, "wang=ca-operator"], check=True)
        for option in ("--grant", "--withdraw"):
            stream = Stream(self.person, "0-0")
            seconds = self.seconds_until_over(stream, lambda: office(option))  # noqa: B023
            print(f"# {option}: over after {seconds:.3f} s")
            self.assertLess(seconds, 5)

    def test_forgotten(self):
        """Events that are not kept any more, and positions that nobody ever gave."""
        position = self.poll()["position"]
        self.begin()
        self.begin()
        self.query("DELETE FROM event WHERE seq = 1")
        answer = self.poll(position)
        self.assertEqual([each["type"] for each in answer["items"]], ["reset"])
        self.assertEqual(self.poll(answer["position"])["items"], [])
        self.assertEqual([each["type"] for each in self.poll("900-0")["items"]], ["reset"])
        for hostile in ("x", "1", "1-", "-1", "1-2-3", "1-" + "9" * 19, "1 -2", "%31-0"):
            with self.assertRaises(urllib.error.HTTPError) as problem:
                self.poll(hostile)
            self.assertEqual(problem.exception.code, 400)

    def test_stop(self):
        """A process that is told to stop does not wait for those who listen."""
        stream = Stream(self.person)
        before = time.monotonic()
        self.processes[0].terminate()
        self.assertEqual(self.processes[0].wait(20), 0)
        self.assertLess(time.monotonic() - before, 10)
        self.assertEqual(list(stream), [])


if __name__ == "__main__":
    daemons.harness.main()
