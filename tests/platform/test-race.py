#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two at the same moment, at two processes of one platform on PostgreSQL: of two changes that were decided on
after seeing one state, one is made; of two phones on one code, one gets in. Many rounds of each."""

import http.client
import json
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import daemons
from person import PASSWORD, Api, new_request

ROUNDS = 30
N_PHONES = 4


def ask(method, url, body=None, token=None, **headers):
    """Status, ETag and body of an answer, whichever it is."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers["Content-Type"] = "application/json"
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if method == "POST":
        headers.setdefault("Idempotency-Key", uuid.uuid4().hex)
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=30) as answer:
            text = answer.read()
            return answer.status, answer.headers["ETag"], json.loads(text) if text else None
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, None, json.loads(problem.read())


class Race(daemons.Case):
    OPTIONS = ["--requests-per-second", "10000"]

    def setUp(self):
        super().setUp()
        self.person = Api(self.urls[0], "wang")
        self.person.accept_everything()
        self.token = self.person.token

    def at_once(self, calls):
        """The answers to requests that leave together, each to the next process."""
        answers = [None] * len(calls)
        together = threading.Barrier(len(calls))

        def send(number, call):
            together.wait()
            answers[number] = call(self.urls[number % 2])

        threads = [threading.Thread(target=send, args=each) for each in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    def one_wins(self, answers, refused):
        statuses = sorted(status for status, _, _ in answers)
        self.assertLess(statuses[0], 300, answers)
        self.assertTrue(set(statuses[1:]) <= refused, answers)
        return next(each for each in answers if each[0] < 300)

    def new_identity(self):
        _, _, identity = ask("POST", self.urls[0] + "/v1/identity-sessions", {"request": self.request}, self.token)
        return identity

    def test_refresh(self):
        self.request = new_request(self.dir)
        for _ in range(ROUNDS):
            identity = self.new_identity()
            path = f"/v1/identity-sessions/{identity['id']}"
            _, etag, _ = ask("GET", self.urls[0] + path, token=self.token)
            answers = self.at_once([lambda url: ask("POST", url + path + "/refresh", None, self.token, If_Match=etag)] * 2)
            _, _, winner = self.one_wins(answers, {412})
            # The code that was answered with is the one that is good.
            secret = winner["verification_uri"].split("#")[1]
            self.assertEqual(ask("POST", self.urls[1] + "/v1/phone/scan", {"secret": secret})[0], 200)

    def test_withdraw(self):
        text = next(each for each in self.person.get("/v1/agreements")["items"] if each["language"] == "en")
        body = {key: text[key] for key in ("agreement", "version", "language", "sha256")}
        for number in range(ROUNDS):
            _, _, consent = ask("POST", self.urls[0] + "/v1/consents", body, self.token)
            path = f"/v1/consents/{consent['id']}"
            etag = f'"{consent["etag"]}"'
            answers = self.at_once([lambda url: ask("DELETE", url + path, None, self.token, If_Match=etag)] * 2)
            self.one_wins(answers, {409, 412})
            # The first one takes back with it what was accepted before.
            self.assertEqual(self.query("SELECT COUNT(*) FROM evidence WHERE type = 'consent-withdrawn'"), str(number + 2))

    def test_same_request(self):
        """Sent four times each, at once and among others: each is done once, and all four hear the same."""
        text = next(each for each in self.person.get("/v1/agreements")["items"] if each["language"] == "en")
        body = {key: text[key] for key in ("agreement", "version", "language", "sha256")}
        known = {each["id"] for each in self.consents()}
        for _ in range(ROUNDS // 3):
            keys = [uuid.uuid4().hex for _ in range(6)]
            answers = self.at_once([lambda url, key=key: ask("POST", url + "/v1/consents", body, self.token, Idempotency_Key=key)
                                    for key in keys * 4])
            self.assertEqual({status for status, _, _ in answers}, {201}, answers)
            ids = [consent["id"] for _, _, consent in answers]
            self.assertEqual(ids, ids[:6] * 4)
            known |= set(ids)
        self.assertEqual({each["id"] for each in self.consents()}, known)

    def consents(self, person=None):
        found, path = [], "/v1/consents?limit=100"
        while path:
            page = (person or self.person).get(path)
            found += page["items"]
            path = f"/v1/consents?limit=100&after={page['next']}" if page.get("next") else None
        return found

    def test_whose(self):
        """Many requests of several people, in one moment and at one process: each is answered as theirs. Some sessions
        have ended, and some requests have the same name as another person's."""
        people = [Api(self.urls[0], login) for login in ("lili", "zhao", "qian", "sunna")]
        gone = Api(self.urls[0], "zhou")
        ended = gone.token
        gone.send("DELETE", f"/v1/sessions/{gone.get('/v1/sessions')['items'][0]['id']}")
        text = next(each for each in self.person.get("/v1/agreements")["items"] if each["language"] == "en")
        body = {key: text[key] for key in ("agreement", "version", "language", "sha256")}
        given = [set() for _ in people]
        for number in range(ROUNDS // 3):
            wanted = [("GET", "/v1/me", None, person.token) for person in people * 4]
            wanted += [("POST", "/v1/consents", body, person.token) for person in people * 4]
            wanted += [("GET", "/v1/me", None, ended)] * 4
            answers = self.in_one_moment(wanted, f"whose-{number}")
            self.assertEqual([(status, answer["login"]) for status, answer in answers[:16]],
                             [(200, person.login) for person in people * 4])
            self.assertEqual({status for status, _ in answers[16:32]}, {201})
            self.assertEqual({status for status, _ in answers[32:]}, {401})
            for i, (_, answer) in enumerate(answers[16:32]):
                given[i % len(people)].add(answer["id"])
        for i, person in enumerate(people):
            self.assertEqual(len(given[i]), ROUNDS // 3)
            self.assertEqual({each["id"] for each in self.consents(person)}, given[i])

    def in_one_moment(self, wanted, name):
        """Status and body of each; the requests are all on their way before the first is answered."""
        address = urllib.parse.urlsplit(self.urls[0])
        sockets = [socket.create_connection((address.hostname, address.port), timeout=30) for _ in wanted]
        requests = []
        for method, path, body, token in wanted:
            data = b"" if body is None else json.dumps(body).encode()
            head = (f"{method} {path} HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {token}\r\n"
                    f"Idempotency-Key: {name}\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n")
            requests.append(head.encode() + data)
        for each, request in zip(sockets, requests):
            each.sendall(request)
        answers = []
        for each, (method, *_) in zip(sockets, wanted):
            with each:
                answer = http.client.HTTPResponse(each, method=method)
                answer.begin()
                answers.append((answer.status, json.loads(answer.read())))
        return answers

    def test_members(self):
        """One takes somebody's roles away, the other gives them others: who comes second has to look again."""
        Api(self.urls[0], "lilei")
        person = self.person.get("/v1/me")["person"]
        organisation = "0" * 31 + "1"
        self.query(f"INSERT INTO organisation (id, name, credit_code, legal_representative, state, created) VALUES "
                   f"('{organisation}', 'Any', '91110000802100433B', '{person}', 'confirmed', 1)")
        place = f"/v1/organisations/{organisation}/members"
        won = {"set": 0, "removed": 0}
        for _ in range(ROUNDS):
            status, _, told = ask("POST", self.urls[0] + place, {"login": "lilei", "roles": ["approver"]}, self.token)
            self.assertLess(status, 300, told)
            _, _, members = ask("GET", self.urls[0] + place, token=self.token)
            member = members["items"][0]
            etag = f'"{member["etag"]}"'
            answers = self.at_once([
                lambda url: ask("POST", url + place, {"login": "lilei", "roles": ["auditor"]}, self.token, If_Match=etag),
                lambda url: ask("DELETE", f"{url}{place}/{member['person']}", None, self.token, If_Match=etag)])
            self.one_wins(answers, {412})
            _, _, members = ask("GET", self.urls[1] + place, token=self.token)
            if answers[0][0] < 300:
                self.assertEqual([each["roles"] for each in members["items"]], [["auditor"]])
                won["set"] += 1
            else:
                self.assertEqual(members["items"], [])
                won["removed"] += 1
        print(f"# {won}")

    def test_phones(self):
        """One code, several phones; then one phone that says it twice."""
        self.request = new_request(self.dir)
        for number in range(ROUNDS):
            identity = self.new_identity()
            secret = identity["verification_uri"].split("#")[1]
            answers = self.at_once([lambda url: ask("POST", url + "/v1/phone/scan", {"secret": secret})] * N_PHONES)
            _, _, phone = self.one_wins(answers, {404, 409, 410})
            body = {"token": phone["token"], "match_code": identity["match_code"]}
            answers = self.at_once([lambda url: ask("POST", url + "/v1/phone/confirm", body)] * 2)
            self.one_wins(answers, {404, 409, 410})
            self.assertEqual(self.query("SELECT COUNT(*) FROM evidence WHERE type = 'identification-confirmed'"), str(number + 1))
            self.assertEqual(ask("POST", self.urls[0] + "/v1/phone/scan", {"secret": secret})[0] // 100, 4)

    def test_password(self):
        """Who logs in with the old password while it is changed has no session afterwards."""
        words = [PASSWORD, "another horse battery"]
        n_in = 0
        for number in range(ROUNDS // 3):
            old, new = words[number % 2], words[1 - number % 2]
            change = {"old_password": old, "new_password": new}
            login = {"login": "wang", "password": old}

            def log_in(url, after):
                time.sleep(after)  # the change verifies one password and makes another: it takes longer
                return ask("POST", url + "/v1/sessions", login)
            answers = self.at_once([lambda url: ask("POST", url + "/v1/me/password", change, self.token),
                                    lambda url: log_in(url, 0), lambda url: log_in(url, number * 0.02)])
            self.assertEqual(answers[0][0], 204, answers)
            for status, _, session in answers[1:]:
                self.assertIn(status, (201, 401, 429))
                if status == 201:
                    n_in += 1
                    self.assertEqual(ask("GET", self.urls[0] + "/v1/me", token=session["token"])[0], 401)
        print(f"# {n_in} were in")

    def test_certificate(self):
        """One identification is good for one certificate, wherever it is asked for."""
        for number in range(ROUNDS // 6):
            self.request = new_request(self.dir)
            identity = self.new_identity()
            secret = identity["verification_uri"].split("#")[1]
            _, _, phone = ask("POST", self.urls[0] + "/v1/phone/scan", {"secret": secret})
            ask("POST", self.urls[0] + "/v1/phone/confirm", {"token": phone["token"], "match_code": identity["match_code"]})
            body = {"session": identity["id"], "request": self.request}
            answers = self.at_once([lambda url: ask("POST", url + "/v1/certificates", body, self.token)] * N_PHONES)
            self.one_wins(answers, {404, 409, 410})
            self.assertEqual(self.query("SELECT COUNT(*) FROM certificate WHERE person IS NOT NULL"), str(number + 1))


if __name__ == "__main__":
    daemons.harness.main()
