"""Lets Asterisk read a module's files anew.

By its REST interface: the manager interface allows that only to whom it also allows to load any module and to read
and write every file of the configuration.
"""

import httpx

from core.ami import AmiAway

ANSWER_TIME = 10.0  # seconds; a thousand telephones are read in less than one


class ModuleReload:
    """`await reload(module)`, for one Asterisk on this machine."""

    def __init__(self, port: int, user: str, password: str) -> None:
        self._url = f"http://127.0.0.1:{port}/ari/asterisk/modules"
        self._auth = (user, password)

    async def reload(self, module: str) -> bool:
        """Whether it was done; False when the module is not there or cannot. Raises AmiAway without an answer."""
        try:
            # In clear on loopback: nobody's certificates have to be read.
            async with httpx.AsyncClient(
                auth=self._auth, timeout=ANSWER_TIME, verify=False, trust_env=False
            ) as asterisk:
                answer = await asterisk.put(f"{self._url}/{module}")
        except httpx.TransportError as error:
            raise AmiAway from error
        return answer.is_success
