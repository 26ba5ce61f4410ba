"""The addresses of the learner's pages."""

from django.urls import path

from courseapp.lessonpages import deciding, phone, picking, posts, views

LESSON = "courses/<slug:course>/<slug:lesson>/"

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("today/", views.today, name="today"),
    path("figures/<slug:stem>.<slug:suffix>", views.figure, name="figure"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("service-worker.js", phone.service_worker, name="service_worker"),
    path("offline/", phone.offline, name="offline"),
    path("courses/<slug:course>/", views.course, name="course"),
    path("courses/<slug:course>/glossary/", views.glossary, name="glossary"),
    path("courses/<slug:course>/pick/", picking.pick, name="pick"),
    path("courses/<slug:course>/pick/preview/", picking.preview_pick, name="preview_pick"),
    path(LESSON, views.lesson, name="lesson"),
    path(f"{LESSON}preview/", views.preview, name="preview"),
    path(
        f"{LESSON}preview/<slug:key>/simulation/",
        views.preview_simulation,
        name="preview_simulation",
    ),
    path(f"{LESSON}finish/", posts.finish, name="finish"),
    path(f"{LESSON}<slug:key>/simulation/", views.simulation, name="simulation"),
    path(f"{LESSON}<slug:key>/decide/", deciding.decide, name="decide"),
    path(f"{LESSON}<slug:key>/lock/", deciding.lock, name="lock"),
    path(f"{LESSON}<slug:key>/share/", deciding.share, name="share"),
    path(f"{LESSON}<slug:key>/framework/", deciding.my_framework, name="my_framework"),
    path("frameworks/<slug:token>/", deciding.framework, name="framework"),
    path(f"{LESSON}<slug:key>/predict/", posts.predict, name="predict"),
    path(f"{LESSON}<slug:key>/rubric/", posts.rubric, name="rubric"),
]
