"""The wizard's addresses. Everything of one run stands under /w/<run>/."""

from django.conf import settings
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import (
    browse,
    demo,
    history,
    lab,
    launch_view,
    published,
    receipts,
    resolving,
    result_tokens,
    sessions,
    themes,
    tokens,
    views,
)


class ProfileId(StringConverter):
    regex = browse.PROFILE_ID


register_converter(ProfileId, "profile")

urlpatterns = [
    path(tokens.LAUNCH_PATH.removeprefix("/"), launch_view.launch, name="launch"),
    path("enter", sessions.enter, name="enter"),
    path(result_tokens.KEY_SET_PATH, published.key_set, name="key-set"),
    path(f"{themes.PATH}<slug:name>.css", published.style_sheet, name="style-sheet"),
    path("w/<uuid:run_id>/", views.start, name="start"),
    path("w/<uuid:run_id>/alive/", sessions.alive, name="alive"),
    path("w/<uuid:run_id>/resume/", sessions.resume, name="resume"),
    path("w/<uuid:run_id>/provider/", views.provider, name="provider"),
    path("w/<uuid:run_id>/receipt/", receipts.receipt, name="receipt"),
    path("w/<uuid:run_id>/receipt/resolve/<slug:found>/", resolving.resolve, name="resolve"),
    path("w/<uuid:run_id>/submissions/", history.submissions, name="submissions"),
    path("w/<uuid:run_id>/submissions/<uuid:submission_id>/", receipts.earlier, name="submission"),
    path(
        "w/<uuid:run_id>/submissions/<uuid:submission_id>/resolve/<slug:found>/",
        resolving.resolve,
        name="submission-resolve",
    ),
    path("w/<uuid:run_id>/another/", receipts.another, name="another"),
    path("w/<uuid:run_id>/cancel/", views.cancel, name="cancel"),
    path("w/<uuid:run_id>/profiles/", browse.profiles, name="profiles"),
    path("w/<uuid:run_id>/profiles/<profile:profile_id>/", browse.profile, name="profile"),
    path(
        "w/<uuid:run_id>/profiles/<profile:profile_id>/receipt/",
        receipts.receipt,
        name="change-receipt",
    ),
    path(
        "w/<uuid:run_id>/profiles/<profile:profile_id>/receipt/resolve/<slug:found>/",
        resolving.resolve,
        name="change-resolve",
    ),
    path("w/<uuid:run_id>/profiles/<profile:profile_id>/<slug:step>/", views.change, name="change"),
    path("w/<uuid:run_id>/<slug:step>/", views.step, name="step"),
    path("lab/", lab.lab, name="lab"),
]
if settings.DEBUG:
    urlpatterns += [path("demo/expire/<uuid:run_id>/", demo.expire, name="demo-expire")]
