"""A client of `weft engine` with nothing but the standard library: python3 client.py GRAPH NODE.OUTPUT WEFT [WORD …]
Runs the graph, looks at one output, prints what it is told. The protocol is described in runner/engine/README.md."""
import json, os, struct, subprocess, sys


class Engine:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.revision, self.request = 0, 0

    def send(self, message, payload=b""):
        text = json.dumps(message).encode()
        self.process.stdin.write(struct.pack("<II", len(text), len(payload)) + text + payload)
        self.process.stdin.flush()

    def receive(self):
        head = self.process.stdout.read(8)
        if len(head) < 8:
            sys.exit("the engine is gone")
        text, payload = (self.process.stdout.read(length) for length in struct.unpack("<II", head))
        event = json.loads(text)
        return (event, None, payload) if isinstance(event, str) else (*event.popitem(), payload)

    def document(self, path):
        self.revision += 1
        folder = os.path.dirname(os.path.abspath(path))
        with open(path, "rb") as file:
            self.send({"document": {"revision": self.revision, "name": path, "folder": folder}}, file.read())

    def set(self, node, input, value):
        self.revision += 1
        edit = {"set": {"node": node, "input": input, "value": value}}
        self.send({"edit": {"revision": self.revision, "edit": edit}})

    def ask(self, kind, **fields):
        self.request += 1
        name = "run" if kind == "run" else "request"
        self.send({kind: {name: self.request, **fields}})


engine = Engine(sys.argv[3:] + ["engine", "--no-cache"])
engine.document(sys.argv[1])
engine.ask("run")
while True:
    name, body, payload = engine.receive()
    if name in ("told", "refused"):
        print(name, [told["message"] for told in body["told"]])
    elif name == "run" and body["event"]["event"] in ("step-done", "run-ended"):
        print(body["event"]["event"], body["event"].get("name") or body["event"]["ended"])
    if name == "refused" or name == "run" and body["event"]["event"] == "run-ended":
        break
node, output = sys.argv[2].split(".")
engine.ask("preview", viewer=1, node=node, output=output, look={"width_max": 64, "height_max": 64})
while name not in ("preview", "no-preview"):
    name, body, payload = engine.receive()
(kind, shown), = body["shown"].items() if name == "preview" else [("nothing", body["told"])]
print(kind, (shown["columns"], shown["rows"], list(payload[:4])) if kind == "image" else shown)
engine.send("quit")
sys.exit(engine.process.wait())
