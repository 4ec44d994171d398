"""The ASGI application (`uvicorn reitera.site.asgi:application`)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reitera.site.settings")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
