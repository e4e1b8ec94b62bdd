"""Be one worker of the server: the application, in a process that ends with its parent."""

import signal

from tipline.desk.intake.processes import end_with_parent, parent_of_worker

# Ctrl-C reaches every process of a terminal, and the server then ends its workers with SIGTERM.
# Two signals stop a worker's end half-way until it is killed, so the first is the server's alone.
# Blocked, not ignored: Granian sets a handler of its own after this, and threads inherit a block.
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

from tipline.site.wsgi import application  # noqa: E402  its threads must inherit the block

__all__ = ["application"]

end_with_parent(parent_of_worker())
