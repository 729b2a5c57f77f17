"""`python -m bench.serving FOLDER URL PORT`: the one process of `make run`, without its demonstration."""

import sys
from pathlib import Path

from waitress import serve

from app import create_app
from app.config import Config
from app.serve import THREADS, settle


def main() -> None:
    folder, url, port = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    config = Config(data=folder, database_url=url, owner_url=url, with_scheduler=False, rate_limits=False)
    app = create_app(config)
    settle()
    serve(app, host="127.0.0.1", port=port, threads=THREADS, ident=None)


if __name__ == "__main__":
    main()
