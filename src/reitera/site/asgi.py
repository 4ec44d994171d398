"""The ASGI application (`uvicorn reitera.site.asgi:application`)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reitera.site.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

# Models can be imported only now.
from reitera.sheet.live.route import LiveStreams  # noqa: E402

application = LiveStreams(pages)
