"""What the examples call beside AWS: two functions and a roster behind a password. Serves until it is stopped."""
import base64
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Parts(BaseHTTPRequestHandler):
    def do_GET(self):
        wanted = "Basic " + base64.b64encode(b"pawl:roster-secret").decode()
        if self.headers.get("Authorization") != wanted:
            self.answer(401, {"error": "who are you?"})
        else:
            self.answer(200, {"user": "ann", "onDuty": True})

    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = event["key"].rsplit(".", 1)[0]
        if self.path == "/thumbnail":
            self.answer(200, {"thumbnail": "thumbnails/" + name + ".png"})
        else:
            self.answer(200, {"labels": ["picture", name]})

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Parts).serve_forever()
