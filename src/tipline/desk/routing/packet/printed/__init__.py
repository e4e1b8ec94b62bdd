"""Write a packet for print: what an officer reads first, and signs for."""

from tipline.desk.routing.packet.printed.document import write_print

__all__ = ["write_print"]
