"""Every address of the product, in Spanish; each package has its own list."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

# The sign-in library lets people keep mail addresses of their own; here the administrator keeps them.
to_profile = RedirectView.as_view(pattern_name="profile")
closed = [
    path("cuenta/email/", to_profile, name="account_email"),
    path("cuenta/confirm-email/", to_profile, name="account_email_verification_sent"),
    path("cuenta/confirm-email/<str:key>/", RedirectView.as_view(url="/perfil/"), name="account_confirm_email"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *closed,
    path("cuenta/", include("allauth.account.urls")),
    path("cuenta/segundo-factor/", include("allauth.mfa.urls")),
    path("", include("reitera.site.pages")),
    path("", include("reitera.site.customer_urls")),
    path("", include("reitera.staff.urls")),
    path("", include("reitera.faults.urls")),
    path("", include("reitera.intake.urls")),
    path("", include("reitera.repeats.urls")),
    path("", include("reitera.cases.urls")),
    path("", include("reitera.visits.urls")),
    path("", include("reitera.retention.urls")),
    path("", include("reitera.quality.urls")),
    path("", include("reitera.notices.urls")),
    path("", include("reitera.indicators.urls")),
    path("", include("reitera.diagnosis.urls")),
    path("", include("reitera.sheet.urls")),
    path("", include("reitera.sheet.live.urls")),
]

handler400 = "reitera.site.views.bad_request"
handler500 = "reitera.site.views.server_error"
