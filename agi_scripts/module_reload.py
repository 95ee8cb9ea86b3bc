"""Lets Asterisk read a module's files anew.

By its REST interface: the manager interface allows that only to whom it also allows to load any module and to read
and write every file of the configuration.
"""

from base64 import b64encode
from http.client import HTTPConnection, HTTPException

from anyio import to_thread

from core.nodes import Place
from core.telephony.ami import AmiAway

ANSWER_TIME = 10.0  # seconds; a thousand telephones are read in less than one


class ModuleReload:
    """`await reload(module)`, for one Asterisk."""

    def __init__(self, ari: Place, user: str, password: str) -> None:
        self._ari = ari
        self._headers = {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}

    async def reload(self, module: str) -> bool:
        """Whether it was done; False when the module is not there or cannot. Raises AmiAway without an answer."""
        try:
            status = await to_thread.run_sync(self._put, f"/ari/asterisk/modules/{module}", abandon_on_cancel=True)
        except (OSError, HTTPException) as error:
            raise AmiAway from error
        return 200 <= status < 300

    def _put(self, path: str) -> int:
        # In clear on this machine: nobody's certificates have to be read.
        connection = HTTPConnection(self._ari.address, self._ari.port, timeout=ANSWER_TIME)
        try:
            connection.request("PUT", path, headers=self._headers)
            return connection.getresponse().status
        finally:
            connection.close()
