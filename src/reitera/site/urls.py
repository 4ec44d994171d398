"""Every address of the product, in Spanish; each package has its own list."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("cuenta/", include("allauth.account.urls")),
    path("cuenta/segundo-factor/", include("allauth.mfa.urls")),
    path("", include("reitera.site.pages")),
    path("", include("reitera.site.customer_urls")),
    path("", include("reitera.staff.urls")),
    path("", include("reitera.faults.urls")),
    path("", include("reitera.intake.urls")),
    path("", include("reitera.repeats.urls")),
    path("", include("reitera.cases.urls")),
    path("", include("reitera.notices.urls")),
]

handler400 = "reitera.site.views.bad_request"
handler500 = "reitera.site.views.server_error"
