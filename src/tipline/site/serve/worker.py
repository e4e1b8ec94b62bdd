"""Be one worker of the server: the application, in a process that ends with its parent."""

from tipline.desk.intake.processes import end_with_parent, parent_of_worker
from tipline.site.wsgi import application

__all__ = ["application"]

end_with_parent(parent_of_worker())
