"""A Hugging Face Hub of our own on this machine: the API that its client uses, and its faults."""

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1, sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import yaml

OWNER, TOKEN, WEAK_TOKEN = "atelier", "hf_atelier_ecrit", "hf_atelier_lit"
LARGE = (".safetensors", ".parquet", ".bin", ".gguf")
REPO = re.compile(r"/(?:api/)?(?:(models|datasets)/)?([\w.-]+/[\w.-]+?)(?:\.git)?(/.*)?")


@dataclass
class Repo:
    """Commits, each with all its files; the last is `main`."""

    private: bool = False
    gated: bool = False
    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)

    @property
    def head(self) -> str:
        return list(self.commits)[-1]

    def commit(self, files: dict[str, bytes]) -> str:
        name = sha1(repr((len(self.commits), sorted(files))).encode()).hexdigest()
        self.commits[name] = files
        return name

    def find(self, revision: str) -> str | None:
        return self.head if revision == "main" else revision if revision in self.commits else None


class Hub(ThreadingHTTPServer):
    """The server. `asked` is the log of requests, `faults` what is to go wrong, and how often."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.repos: dict[tuple[str, str], Repo] = {}
        self.large: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.ranges: list[str] = []
        self.faults: list[list] = []
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def add(self, name: str, files: dict[str, bytes], kind: str = "models", **more) -> Repo:
        repo = self.repos.setdefault((kind, name), Repo(**more))
        repo.commit(files)
        self.large |= {sha256(data).hexdigest(): data for data in files.values()}
        return repo

    def fail(self, part: str, what: str, times: int = 1) -> None:
        """The next requests whose line holds `part` fail: a status, `cut` or `wrong`."""
        self.faults.append([part, what, times])

    def fault(self, line: str) -> str:
        with self.lock:
            for one in self.faults:
                if one[0] in line and one[2] > 0:
                    one[2] -= 1
                    return one[1]
        return ""


@contextmanager
def running_hub() -> Iterator[Hub]:
    hub = Hub()
    threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()


class Handler(BaseHTTPRequestHandler):
    """Answers as the Hub does, with the names of its headers."""

    server: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.answer()

    do_HEAD = do_POST = do_PUT = do_GET

    def answer(self) -> None:
        hub, path = self.server, unquote(self.path.partition("?")[0])
        self.body = self.read_body()
        line = f"{self.command} {path}"
        hub.asked.append(line)
        self.token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        self.what = hub.fault(line)
        if self.what.isdigit():
            return self.refuse(int(self.what), "")
        if self.token and self.token not in (TOKEN, WEAK_TOKEN):
            return self.refuse(401, "", "Invalid credentials in Authorization header")
        if path.startswith("/large/"):
            return self.of_large(path.rsplit("/", 1)[1])
        if path == "/api/whoami-v2":
            return self.json({"name": OWNER, "type": "user"}) if self.token else self.refuse(401)
        if path == "/api/validate-yaml":
            return self.validate(json.loads(self.body)["content"])
        if path == "/api/repos/create":
            return self.create(json.loads(self.body))
        found = REPO.fullmatch(path)
        if found is None:
            return self.refuse(404)
        kind, name, rest = found.groups()
        kind, rest = kind or "models", rest or ""
        repo = hub.repos.get((kind, name))
        if repo is None or (repo.private and not self.token):
            return self.refuse(404, "RepoNotFound")
        self.of_repo(repo, name, rest)

    def read_body(self) -> bytes:
        """What was sent, whole or in pieces."""
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def of_repo(self, repo: Repo, name: str, rest: str) -> None:
        verb, _, more = rest.strip("/").partition("/")
        if verb in ("preupload", "commit", "info") and self.token != TOKEN:
            return self.refuse(403, "")
        if verb in ("", "revision"):
            commit = repo.find(more or "main")
            about = commit and self.about(repo, name, commit)
            self.json(about) if about else self.refuse(404, "RevisionNotFound")
        elif verb == "tree":
            files = repo.commits[repo.find(more.split("/")[0])]
            rows = [
                {"type": "file", "path": p, "size": len(d), "oid": blob(d)}
                for p, d in files.items()
            ]
            self.json(rows)
        elif verb == "resolve":
            self.resolve(repo, *more.split("/", 1))
        elif verb == "preupload":
            self.preupload(repo)
        elif verb == "info":
            self.batch()
        elif verb == "commit":
            self.commit(repo, name)
        else:
            self.refuse(404)

    def about(self, repo: Repo, name: str, commit: str) -> dict:
        files = repo.commits[commit]
        rows = [{"rfilename": path, "size": len(data)} for path, data in files.items()]
        card = files.get("README.md", b"").decode().split("---")
        data = yaml.safe_load(card[1]) if len(card) > 2 else None
        return {
            "id": name,
            "sha": commit,
            "private": repo.private,
            "siblings": rows,
            "cardData": data,
        }

    def resolve(self, repo: Repo, revision: str, path: str) -> None:
        commit = repo.find(revision)
        if repo.gated:
            return self.refuse(403, "GatedRepo")
        if commit is None:
            return self.refuse(404, "RevisionNotFound")
        data = repo.commits[commit].get(path)
        if data is None:
            return self.refuse(404, "EntryNotFound")
        headers = {"X-Repo-Commit": commit}
        if not path.endswith(LARGE):
            return self.send(data, headers | {"ETag": f'"{blob(data)}"'})
        oid = sha256(data).hexdigest()
        # Another host, as the Hub's store is one: the client would follow to the same at once.
        linked = {"X-Linked-ETag": f'"{oid}"', "X-Linked-Size": str(len(data))}
        where = {"Location": f"http://localhost:{self.server.server_port}/large/{oid}"}
        self.send(b"", headers | linked | where, 302)

    def of_large(self, oid: str) -> None:
        """The store of large files: they are put there, fetched, or fetched from some byte on."""
        hub = self.server
        if self.command == "PUT":
            if sha256(self.body).hexdigest() != oid:
                return self.refuse(400)
            hub.large[oid] = self.body
            return self.send(b"", {})
        if self.command == "POST":  # « has it arrived? »
            return self.json({}) if oid in hub.large else self.refuse(404)
        data = hub.large[oid]
        if self.what == "wrong":
            data = bytes([data[0] ^ 1]) + data[1:]
        start = re.fullmatch(r"bytes=(\d+)-\d*", self.headers.get("Range") or "")
        if not start:
            return self.send(data, {"ETag": f'"{oid}"', "Accept-Ranges": "bytes"})
        first = int(start[1])
        hub.ranges.append(start[0])
        span = f"bytes {first}-{len(data) - 1}/{len(data)}"
        self.send(data[first:], {"ETag": f'"{oid}"', "Content-Range": span}, 206)

    def validate(self, card: str) -> None:
        parts = card.split("---")
        try:
            found = yaml.safe_load(parts[1]) if card.startswith("---") and len(parts) > 2 else {}
        except yaml.YAMLError as error:
            return self.send(
                json.dumps({"errors": [{"message": str(error)}], "warnings": []}).encode(), {}, 400
            )
        empty = [] if found else [{"message": "empty or missing yaml metadata in repo card"}]
        self.json({"errors": [], "warnings": empty})

    def create(self, asked: dict) -> None:
        if self.token != TOKEN:
            return self.refuse(403 if self.token else 401, "")
        name = f"{asked.get('organization') or OWNER}/{asked['name']}"
        if not name.startswith(f"{OWNER}/"):
            return self.refuse(403, "", "You cannot create a model under this name")
        kind = asked.get("type", "model") + "s"
        prefix = "datasets/" if kind == "datasets" else ""
        url = {"url": f"{self.server.address}/{prefix}{name}", "name": name}
        if (kind, name) in self.server.repos:
            return self.send(json.dumps(url).encode(), {}, 409)
        private = asked.get("visibility") == "private" or asked.get("private") is True
        self.server.add(name, {".gitattributes": b""}, kind, private=private)
        self.json(url)

    def preupload(self, repo: Repo) -> None:
        files = repo.commits[repo.head]
        answers = [
            {
                "path": one["path"],
                "uploadMode": "lfs" if one["path"].endswith(LARGE) else "regular",
                "shouldIgnore": False,
                "oid": oid_of(one["path"], files[one["path"]]) if one["path"] in files else None,
            }
            for one in json.loads(self.body)["files"]
        ]
        self.json({"files": answers})

    def batch(self) -> None:
        objects = []
        for one in json.loads(self.body)["objects"]:
            where = {"href": f"{self.server.address}/large/{one['oid']}"}
            new = {} if one["oid"] in self.server.large else {"upload": where, "verify": where}
            objects.append(one | ({"actions": new} if new else {}))
        self.json({"objects": objects, "transfer": "basic"})

    def commit(self, repo: Repo, name: str) -> None:
        files = dict(repo.commits[repo.head])
        for line in map(json.loads, self.body.splitlines()):
            value = line["value"]
            if line["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                files[value["path"]] = self.server.large[value["oid"]]
            elif line["key"] == "deletedFile":
                files.pop(value["path"], None)
        made = repo.commit(files)
        url = f"{self.server.address}/{name}/commit/{made}"
        self.json({"success": True, "commitOid": made, "commitUrl": url})

    def refuse(self, status: int = 404, code: str = "", said: str = "") -> None:
        headers = {"X-Error-Code": code} if code else {}
        self.send(b"{}", headers | ({"X-Error-Message": said} if said else {}), status)

    def json(self, data: object) -> None:
        self.send(json.dumps(data).encode(), {"Content-Type": "application/json"})

    def send(self, data: bytes, headers: dict[str, str], status: int = 200) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        cut = self.what == "cut" and self.command == "GET"
        if cut or status >= 400:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data[: len(data) // 2] if cut else data)


def blob(data: bytes) -> str:
    """What Git calls a file with these contents."""
    return sha1(b"blob %d\0" % len(data) + data).hexdigest()


def oid_of(path: str, data: bytes) -> str:
    return sha256(data).hexdigest() if path.endswith(LARGE) else blob(data)
