"""The second reader's endpoint: one POST to an OpenAI-compatible API, and an end to everything that it may do wrong.

Whatever happens, `ask` answers within the time-out. No proxy or credential is taken from the environment, no redirect
is followed, no cookie is kept, and nothing of what is said either way is logged. What the answer is worth is decided
in `reading/second.py`.
"""

import asyncio
import ssl
from datetime import date

import httpx

from mailflow import log
from mailflow.reading import second
from mailflow.reading.party import Party
from mailflow.reading.second import Answer, Consultation, Unheard
from mailflow.settings import SecondReader

MOST_BYTES = 256 * 1024  # of a response
AT_ONCE = 4  # questions; the others wait, and their time runs
PATH = "/chat/completions"


class SecondReaderUnavailable(Exception):
    """The second reader cannot be used with these settings. The text names the setting and the fix."""


class _Refused(Exception):
    """The response is none that can be read; the text is the short name of what is wrong with it."""


class Endpoint:
    """Asks the second reader of the settings, whose key is `key`. Open it and use it in one event loop."""

    def __init__(self, settings: SecondReader, key: str = "") -> None:
        self._settings = settings
        self._headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",  # so that the limit is one on what is read
            "User-Agent": "mailflow",
            **({"Authorization": f"Bearer {key}"} if key else {}),
        }
        self._tls = ssl.create_default_context()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._asking: dict[Consultation, asyncio.Task[Answer]] = {}

    async def ask(self, consultation: Consultation) -> Answer:
        """What the second reader says of the notes. Trouble is an Answer, never an exception.

        Who asks the same while the question is under way waits for the same answer.
        """
        asking = self._asking.get(consultation)
        if asking is None:
            asking = self._asking[consultation] = asyncio.create_task(self._ask(consultation))
            asking.add_done_callback(lambda _: self._asking.pop(consultation, None))
        return await asyncio.shield(asking)  # who gives up waiting takes the answer from nobody

    async def check(self) -> None:
        """Ask about notes that we made up. Raises SecondReaderUnavailable."""
        heard = await self.ask(_SAMPLE)
        if isinstance(heard, Unheard):
            raise SecondReaderUnavailable(f"[second_reader] url: {self._settings.url}: {_told(heard.detail)}.")

    async def close(self) -> None:
        """Give up the questions that are under way."""
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def _ask(self, consultation: Consultation) -> Answer:
        try:
            async with asyncio.timeout(self._settings.timeout_seconds), self._turns:
                body = await asyncio.to_thread(second.request, consultation, self._settings.model)
                return second.answer(await self._post(body))
        except (TimeoutError, httpx.TimeoutException):
            return Unheard("silent", "timeout")
        except _Refused as error:
            return Unheard("unusable", str(error))
        except httpx.HTTPError as error:
            return Unheard("silent", type(error).__name__)
        except Exception as error:  # a draft must not wait for an operator because of a reader that it can do without
            log.failure("second.failed", "-", error)
            return Unheard("silent", type(error).__name__)

    async def _post(self, body: bytes) -> bytes:
        """The body of the response. Raises _Refused, httpx.HTTPError."""
        async with (
            httpx.AsyncClient(
                verify=self._tls,
                trust_env=False,
                follow_redirects=False,
                timeout=self._settings.timeout_seconds,
                headers=self._headers,
            ) as client,
            client.stream("POST", self._settings.url.rstrip("/") + PATH, content=body) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise _Refused(f"status_{response.status_code}")
            if response.headers.get("content-encoding", "identity") != "identity":
                raise _Refused("encoded")
            read = bytearray()
            async for chunk in response.aiter_raw():
                read += chunk
                if len(read) > MOST_BYTES:
                    raise _Refused("too_large")
            return bytes(read)


_SAMPLE = Consultation(
    "Career conversation with Robin.\n\nMy commitments\n- Introduce Robin to the policy team by 20 March\n",
    Party("Sam Example", ""),
    Party("Robin Example", ""),
    date(2026, 3, 2),
)


def _told(detail: str) -> str:
    """What happened, and the fix, for whoever has set it up."""
    match detail:
        case "timeout":
            return (
                "no answer came in time. Fix: start it, load the model, or raise [second_reader] timeout_seconds; "
                "empty the url to go without"
            )
        case "status_401" | "status_403":
            return "does not let us in. Fix: set [second_reader] key or key_file to its key"
        case "status_404":
            return (
                "does not know this path or model. Fix: end the url with the version of the API, as in "
                "http://127.0.0.1:11434/v1, and name a model that it has in [second_reader] model"
            )
        case "no_json" | "schema" | "no_content":
            return (
                "answers, but not with the JSON that it was asked for. Fix: check the url, or choose a model that "
                "follows instructions"
            )
        case "too_large" | "encoded":
            return f"answers with what cannot be read ({detail}). Fix: check that the url is the API's"
        case "ConnectError":
            return (
                "nothing listens there, or its certificate is not trusted. Fix: start it, correct the url, or empty it"
            )
    if detail.startswith("status_3"):
        return f"sends us elsewhere ({detail}), and no redirect is followed. Fix: write the address that it names"
    return f"does not answer as an API does ({detail}). Fix: look into its log, or empty the url to go without"
