"""A milvus-lite server on loopback that wants a token, is slow, fails or goes away when it is told to."""

import base64
import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

import grpc
from milvus_lite.adapter.grpc.servicer import MilvusServicer
from milvus_lite.db import MilvusLite
from pymilvus.grpc_gen import milvus_pb2_grpc

_LONGEST_BYTES = 64_000_000


class FaultyMilvus(grpc.ServerInterceptor):
    """Its attributes say how it behaves.

    Attributes:
        token: what callers must bring; ``""`` for nothing.
        delay_s: how long each call takes longer.
        failing: numbers of calls, from 0, that fail as when a server is restarting.
        calls: the names of all calls so far.
    """

    def __init__(self, folder):
        self.token = ""
        self.delay_s = 0.0
        self.failing = ()
        self.calls = []
        self._database = MilvusLite(str(folder))
        options = [
            ("grpc.max_receive_message_length", _LONGEST_BYTES),
            ("grpc.max_send_message_length", _LONGEST_BYTES),
            # pymilvus pings every 10 s; by its defaults a gRPC server ends the connection for that.
            ("grpc.http2.max_ping_strikes", 0),
        ]
        self._server = grpc.server(ThreadPoolExecutor(10), interceptors=[self], options=options)
        milvus_pb2_grpc.add_MilvusServiceServicer_to_server(MilvusServicer(self._database), self._server)
        self.uri = f"http://127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def intercept_service(self, continuation, details):
        number = len(self.calls)
        self.calls.append(details.method.rpartition("/")[2])
        brought = dict(details.invocation_metadata).get("authorization", "")
        if self.token and brought != base64.b64encode(self.token.encode()).decode():
            return _refusal(grpc.StatusCode.UNAUTHENTICATED, "auth check failure, please check api key is correct")
        if number in self.failing:
            return _refusal(grpc.StatusCode.UNAVAILABLE, "server is restarting")
        handler = continuation(details)
        return handler._replace(unary_unary=self._delayed(handler.unary_unary)) if self.delay_s else handler

    def _delayed(self, answer):
        def answer_late(request, context):
            time.sleep(self.delay_s)
            return answer(request, context)

        return answer_late

    def stop(self):
        self._server.stop(grace=0).wait()
        self._database.close()


def _refusal(code, words):
    return grpc.unary_unary_rpc_method_handler(lambda _, context: context.abort(code, words))


@contextlib.contextmanager
def faulty_milvus(folder):
    """Give a server over the data in ``folder``."""
    server = FaultyMilvus(folder)
    try:
        yield server
    finally:
        server.stop()
