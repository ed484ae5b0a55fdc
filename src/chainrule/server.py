"""What `chainrule` changes in the Jupyter server it starts: a slider's answer leaves at once.

A slider's move is answered by a few small messages, one after another. TCP holds each of them back until the
browser has acknowledged the one before, and the browser waits 40 ms for company before it acknowledges.
`TCP_NODELAY` switches the holding back off: an echo through the kernel takes 7 ms instead of 48.
Jupyter has a setting for the class that serves a kernel's connection, and `cli.py` gives it this one; every
other Jupyter server on the machine stays as it is.
"""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """A kernel's connection to the browser, as Jupyter makes it, with `TCP_NODELAY` set."""

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()
