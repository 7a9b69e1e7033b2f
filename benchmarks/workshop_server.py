"""The first workshop's design, to compare: Flask's own server, a pipeline call a request."""

import sys

from flask import Flask, jsonify, request
from transformers import AutoTokenizer, pipeline

app = Flask(__name__)


@app.post("/generate")
def generate():
    body = request.get_json()
    written = PIPE(body["prompt"], max_new_tokens=body["tokens"], do_sample=True, pad_token_id=0)
    return jsonify(written)


@app.get("/health")
def health():
    return "ok"


if __name__ == "__main__":
    folder, port = sys.argv[1], int(sys.argv[2])
    PIPE = pipeline(
        "text-generation", model=folder, tokenizer=AutoTokenizer.from_pretrained(folder), device=-1
    )
    app.run(host="127.0.0.1", port=port)
