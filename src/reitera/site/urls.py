"""Every address of the product, in Spanish; each package has its own list."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("cuenta/", include("allauth.account.urls")),
    path("cuenta/segundo-factor/", include("allauth.mfa.urls")),
]
for package in ("site.views", "staff", "customers", "faults", "intake", "repeats"):
    module = "reitera.site.pages" if package == "site.views" else f"reitera.{package}.urls"
    if find_spec(module):
        urlpatterns.append(path("", include(module)))

handler400 = "reitera.site.views.bad_request"
handler500 = "reitera.site.views.server_error"
