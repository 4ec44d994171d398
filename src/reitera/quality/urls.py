"""Addresses of quality."""

from django.urls import path

from reitera.quality import views

app_name = "quality"

urlpatterns = [
    path("calidad/", views.quality, name="quality"),
    path("calidad/caso/", views.case_call, name="case_call"),
    path("calidad/control/<int:pk>/", views.check_call, name="check_call"),
    path("calidad/sorteo/", views.draws, name="draws"),
    path("calidad/sorteo/<str:day>/", views.draw, name="draw"),
    path("calidad/cuestionario/", views.questionnaire, name="questionnaire"),
]
