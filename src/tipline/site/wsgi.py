"""Answer HTTP: the one entry that a server process loads."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tipline.site.settings")

pages = get_wsgi_application()

# After Django is set up, which the wire's models need.
from tipline.desk.intake.wire import mount  # noqa: E402

application = mount(pages)
