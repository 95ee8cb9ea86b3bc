"""Writes what nginx reads in front of several web services of this machine: the site that is shipped for a
production (`ops/production/nginx.conf`), with their addresses and the lines of this installation."""

import os
import re
from pathlib import Path

from core import lines
from core.settings import Settings
from ops.paths import PROJECT, make_private, write_private
from ops.proxy.nginx import nginx_command

SITE = PROJECT / "ops" / "production" / "nginx.conf"

_MAIN = """\
{user}daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{
    worker_connections 4096;
}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def folder(settings: Settings) -> Path:
    return settings.home / "proxy"


def render(settings: Settings) -> None:
    """Both files anew. Nothing where there is one web service."""
    if not settings.web_services_at:
        return
    place = make_private(folder(settings))
    user = "user root;\n" if os.geteuid() == 0 else ""  # else it would give itself away to "nobody"
    write_private(place / "nginx.conf", _MAIN.format(folder=place, user=user))
    write_private(place / "site.conf", site(settings))


def command(settings: Settings) -> list[str]:
    """The command line that runs it in the foreground. Raises Failed where there is no nginx."""
    place = folder(settings)
    return [*nginx_command(), "-p", str(place), "-c", str(place / "nginx.conf"), "-e", "stderr"]


def site(settings: Settings) -> str:
    """The site that is shipped, for this installation."""
    text = SITE.read_text(encoding="utf-8")
    port = settings.http_port
    # Without max_fails=0 nginx forgets a failure of before only when a request has ended well, which a WebSocket
    # does not: with one web service dead it answered 502 for a second at a time, and the other one was there. Who
    # does not answer costs each request the time to connect instead.
    behind = "".join(
        f"    server {lines.bracketed(one)}:{port} max_fails=0;\n" for one in settings.web_services_at
    )
    # Whoever comes from one address stays with one web service, which knows which page of a person is the desk.
    text = text.replace("    server 127.0.0.1:7240;\n", f"    hash $remote_addr consistent;\n{behind}")
    # By its name alone in a production; here whoever reaches the line is let in.
    _, _, text_of_site = text.rpartition("\nserver {\n")
    upstream = text[text.index("upstream") : text.index("}\n") + 2]
    return f"{upstream}\nserver {{\n{_by_line(settings, text_of_site)}"


def _by_line(settings: Settings, text: str) -> str:
    line = lines.http_line(settings)
    own = lines.certificate(settings)
    if line.tls_port and own is not None:
        text = text.replace("listen 443 ssl;", f"listen {lines.bracketed(line.address)}:{line.tls_port} ssl;")
        text = re.sub(r"ssl_certificate .*;", f"ssl_certificate {own.chain.absolute()};", text)
        text = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {own.key.absolute()};", text)
    else:
        text = text.replace("listen 443 ssl;", f"listen {lines.bracketed(line.address)}:{line.plain_port};")
        text = re.sub(r"^ *(ssl_|add_header Strict).*\n", "", text, flags=re.MULTILINE)
        text = text.replace("X-Forwarded-Proto https", "X-Forwarded-Proto http")
    return re.sub(r"^ *server_name .*\n", "", text, flags=re.MULTILINE).replace("Host $host;", "Host $http_host;")
