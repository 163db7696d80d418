"""The protocol proper: takes messages, runs their handlers, sends the replies.

From pygls come the types of messages by method, the list of features, the execution of handlers
and the bookkeeping of what is under way. Our own are: which messages are taken when, the error
replies, cancellation, slices of slow work, and sending (pygls leaves some requests without a
reply, counts characters for bytes, and shows popups for what no user can act on).
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import itertools
import logging
import time
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import Any

import msgspec
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol.json_rpc import JsonRPCProtocol, MsgId
from pygls.server import JsonRPCServer

from slugline.errors import SluglineError
from slugline.lsp import errors, messages
from slugline.lsp.errors import RequestError
from slugline.lsp.lenient import lenient_converter
from slugline.lsp.messages import Fault
from slugline.lsp.progress import Progress
from slugline.lsp.table import AnySession, Encoded, Row

_SLICE = 0.005
"""Seconds that slow work runs before other messages have their turn."""

_DOCUMENT_CHANGES = frozenset(
    {
        types.TEXT_DOCUMENT_DID_OPEN,
        types.TEXT_DOCUMENT_DID_CHANGE,
        types.TEXT_DOCUMENT_DID_CLOSE,
    }
)

_MEMBERS = ("jsonrpc", "id", "method", "params")
"""What a request or a notification consists of."""

_logger = logging.getLogger(__name__)


class _Waiting(msgspec.Struct):
    """A request that waits for the index, about a document that may change meanwhile."""

    uri: str | None
    is_stale: bool = False


class Protocol(JsonRPCProtocol):
    """One client from its `initialize`, which has been answered, to its `exit`.

    `send_body` sends the body of a message and raises OSError where nobody is there any more;
    `cancelled` are the ids of requests that the client has cancelled, noted as they are read.
    """

    def __init__(self, send_body: Callable[[bytes], None], cancelled: set[MsgId]) -> None:
        server = JsonRPCServer(JsonRPCProtocol, lenient_converter)
        super().__init__(server, server.protocol._converter)
        self.is_over = False
        self.progress: dict[types.ProgressToken, Progress] = {}
        self._send_body = send_body
        self._cancelled = cancelled
        self._waiting: list[_Waiting] = []
        self._numbers = itertools.count()
        self._session: AnySession | None = None

    @property
    def exit_code(self) -> int:
        """0 after a shutdown, 1 where there was none (LSP, "exit")."""
        return 0 if self._shutdown else 1

    def serve(self, session: AnySession, rows: tuple[Row, ...]) -> None:
        """Answers with the handlers of a table from now on."""
        self._session = session
        for row in rows:
            self.fm.feature(row.method)(self._handler(session, row))

    def close(self) -> None:
        """Ends whatever is under way: what the client has asked, and what it was asked."""
        for number, future in list(self._request_futures.items()):
            if number in self._result_types:
                self.give_up(number, ConnectionError("the client is gone"))
            else:
                future.cancel()
        for progress in list(self.progress.values()):
            progress.end()
        session, self._session = self._session, None
        if session is not None:
            session.close()

    # Taking messages

    def handle_message(self, message: Any) -> None:
        """Takes a decoded message, or a fault that stands for one."""
        contextvars.copy_context().run(self._take, message)

    def _take(self, message: dict[str, Any] | Fault) -> None:
        if isinstance(message, Fault):
            self._send_error(message.id, RequestError(message.code, message.message))
        elif "method" not in message:
            self._take_reply(message)
        elif "id" in message:
            try:
                self._take_request(message["id"], message)
            except RequestError as error:
                self._send_error(message["id"], error)
        else:
            self._take_notification(message["method"], message)

    def _take_request(self, number: MsgId, message: dict[str, Any]) -> None:
        method = message["method"]
        if self._shutdown:
            raise RequestError(errors.INVALID_REQUEST, "The server has been shut down.")
        if number in self._request_futures:
            raise RequestError(errors.INVALID_REQUEST, "A request of this id is under way.")
        if number in self._cancelled:
            raise _cancellation()
        if method == types.SHUTDOWN:
            self.close()
            self._shutdown = True
            self._send_response(number)
        elif method == types.INITIALIZE:
            raise RequestError(errors.INVALID_REQUEST, "The server is initialized already.")
        elif method not in self.fm.features:
            raise RequestError(errors.METHOD_NOT_FOUND, f"There is no method `{method}`.")
        else:
            self._handle_request(number, method, self._params(message))

    def _take_notification(self, method: str, message: dict[str, Any]) -> None:
        if method == types.EXIT:
            self.is_over = True
        elif method == messages.CANCEL:
            self._cancel(messages.cancelled_id(message))
        elif self._shutdown:
            return
        elif method == types.WINDOW_WORK_DONE_PROGRESS_CANCEL:
            self._cancel_progress(message)
        elif method in self.fm.features:
            try:
                params = self._params(message)
            except RequestError as error:
                _logger.warning("%s is passed over: %s", method, error)
                return
            if method in _DOCUMENT_CHANGES:
                self._note_change(params.text_document.uri)
            number = f"notification/{next(self._numbers)}"
            callback = partial(self._end_notification, number=number, method=method)
            self._execute_handler(number, self._get_handler(method), callback, (params,))

    def _take_reply(self, message: dict[str, Any]) -> None:
        """Takes the reply to a request of ours; a strange one counts as null."""
        number = message["id"]
        if not messages.is_id(number) or number not in self._result_types:
            return
        kind = self._result_types.pop(number)
        future = self._request_futures.pop(number)
        if message.get("error") is not None:
            future.set_exception(RequestError(errors.REQUEST_FAILED, f"{message['error']}"))
            return
        result = message.get("result")
        if result is not None and kind is not None:
            try:
                result = self._converter.structure({**message, "result": result}, kind).result
            except Exception as error:
                _logger.warning("a reply is passed over: %s", _reason(error))
                result = None
        future.set_result(result)

    def _params(self, message: dict[str, Any]) -> Any:
        """The params in the type of the method; missing ones count as empty."""
        # A message that has a `result` or an `error` too would be taken for a reply.
        message = {name: message[name] for name in _MEMBERS if message.get(name) is not None}
        message.setdefault("params", {})
        try:
            return self.structure_message(message).params
        except JsonRpcException as error:
            reason = _reason(error.__cause__ or error)
            failure = f"The params can't be used: {reason}."
            raise RequestError(errors.INVALID_PARAMS, failure) from None

    def _cancel(self, number: MsgId | None) -> None:
        """Stops a request. All that were read before are taken: the id can be forgotten."""
        if number is None:
            return
        self._cancelled.discard(number)
        if number in self._request_futures and number not in self._result_types:
            self._request_futures[number].cancel()

    def _cancel_progress(self, message: dict[str, Any]) -> None:
        params = message.get("params")
        token = params.get("token") if isinstance(params, dict) else None
        if messages.is_id(token) and token in self.progress:
            self.progress[token].is_cancelled = True

    def give_up(self, number: MsgId, error: Exception) -> None:
        """Waits no longer for the reply to a request of ours."""
        if self._result_types.pop(number, self) is not self:
            self._request_futures.pop(number).set_exception(error)

    # Running handlers

    def _handler(self, session: AnySession, row: Row) -> Callable[[Any], Any]:
        """What pygls is to run for a row."""
        handler, needs_wiki = row.handler, row.whole_wiki
        if needs_wiki is False and not inspect.isgeneratorfunction(handler):
            return partial(handler, session)

        async def run(params: Any) -> Any:
            if needs_wiki is True or (needs_wiki is not False and needs_wiki(session, params)):
                await self._until_indexed(session, params)
            result = handler(session, params)
            if isinstance(result, Generator):
                return await self._in_slices(result)
            return result

        return run

    async def _until_indexed(self, session: AnySession, params: Any) -> None:
        indexed = session.indexed(params)
        if indexed is None:
            return
        document = getattr(params, "text_document", None)
        waiting = _Waiting(getattr(document, "uri", None))
        self._waiting.append(waiting)
        try:
            # Several requests may wait for the same: cancelling one must not end it.
            await asyncio.shield(asyncio.ensure_future(indexed))
        finally:
            self._waiting.remove(waiting)
        if waiting.is_stale:
            raise RequestError(errors.CONTENT_MODIFIED, "The text has changed meanwhile.")

    async def _in_slices(self, work: Generator[Awaitable[Any] | None, Any, Any]) -> Any:
        """Runs slow work, with a turn for the loop after each slice."""
        number = self.msg_id
        try:
            pause = time.perf_counter() + _SLICE
            awaited = work.send(None)
            while True:
                result = None
                if number in self._cancelled:
                    raise asyncio.CancelledError
                if awaited is not None:
                    result = await awaited
                elif time.perf_counter() >= pause:
                    await asyncio.sleep(0)
                    pause = time.perf_counter() + _SLICE
                awaited = work.send(result)
        except StopIteration as end:
            return end.value
        finally:
            work.close()

    def _note_change(self, uri: str) -> None:
        for waiting in self._waiting:
            if waiting.uri == uri:
                waiting.is_stale = True

    def _send_handler_result(self, future: Any, *, msg_id: MsgId) -> None:
        """Replies when a handler has ended."""
        self._request_futures.pop(msg_id, None)
        try:
            if future.cancelled():
                raise _cancellation()
            self._send_response(msg_id, future.result())
        except RequestError as error:
            self._send_error(msg_id, error)
        except SluglineError as error:
            self._send_error(msg_id, RequestError(errors.REQUEST_FAILED, str(error)))
        except Exception:
            _logger.exception("a request failed")
            failure = "The server has made a mistake; its log says more."
            self._send_error(msg_id, RequestError(errors.INTERNAL_ERROR, failure))

    def _end_notification(self, future: Any, *, number: MsgId, method: str) -> None:
        self._request_futures.pop(number, None)
        if not future.cancelled() and future.exception() is not None:
            _logger.error("%s failed", method, exc_info=future.exception())

    # Sending

    def notify(self, method: str, params: object = None) -> None:
        """Sends a notification."""
        head = b'{"jsonrpc":"2.0","method":%b' % self._encode(method)
        tail = b"" if params is None else b',"params":%b' % self._encode(params)
        self._write(head + tail + b"}")

    def notify_progress(self, token: types.ProgressToken, value: object) -> None:
        """Sends a part of a result or of work-done progress."""
        json = b'{"token":%b,"value":%b}' % (self._encode(token), self._encode(value))
        self.notify(types.PROGRESS, Encoded(json))

    def _send_response(self, msg_id: MsgId, result: Any = None, error: Any = None) -> None:
        if error is not None:
            self._send_error(msg_id, RequestError(error.code, error.message))
            return
        json = self._encode(result)
        self._write(b'{"jsonrpc":"2.0","id":%b,"result":%b}' % (self._encode(msg_id), json))

    def _send_error(self, number: MsgId | None, error: RequestError) -> None:
        self._send_data(messages.error_of(number, error.as_json()))

    def _send_data(self, data: Any) -> None:
        params = getattr(data, "params", None)
        if isinstance(params, Encoded):  # a request, whose type the converter would look into
            number, method = self._encode(data.id), self._encode(data.method)
            head = b'{"jsonrpc":"2.0","id":%b,"method":%b,"params":' % (number, method)
            self._write(b"%b%b}" % (head, params.json))
        else:
            self._write(self._encode(data))

    def _encode(self, value: Any) -> bytes:
        if isinstance(value, Encoded):
            return value.json
        plain = self._converter.unstructure(value)
        try:
            return msgspec.json.encode(plain)
        except UnicodeEncodeError:
            # A lone surrogate, which only escapes can carry.
            return messages.encode(plain)

    def _write(self, body: bytes) -> None:
        if self.is_over:
            return
        try:
            self._send_body(body)
        except OSError:
            self.is_over = True

    def get_message_type(self, method: str) -> type[Any] | None:
        """The type of a request or notification."""
        return types.METHOD_TO_TYPES.get(method, (None,))[0]

    def get_result_type(self, method: str) -> type[Any] | None:
        """The type of the reply to a request."""
        return types.METHOD_TO_TYPES.get(method, (None, None))[1]


def _cancellation() -> RequestError:
    return RequestError(errors.REQUEST_CANCELLED, "The request has been cancelled.")


def _reason(error: BaseException) -> str:
    """The innermost of the errors that cattrs gathers, as words."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, KeyError):
        return f"`{error.args[0]}` is missing"
    return str(error).rstrip(".") or type(error).__name__
