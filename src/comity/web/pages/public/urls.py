"""The addresses of the public page, of its files, and of the published log."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.pages.public import channels, files, law, page

urlpatterns: list[URLPattern] = [
    path("public/", page.newest, name="public"),
    path("public/<int:year>/", page.of_year, name="public_year"),
    path("public/<int:year>/datapackage.json", files.columns, name="public_columns"),
    path("public/<int:year>-<slug:table>.csv", files.table, name="public_table"),
    path("public/<int:year>/<int:same>-<slug:table>.csv", files.beside, name="public_table_beside"),
    path("public/catalog.json", files.catalog, name="public_catalog"),
    path("public/policy", files.policy, name="public_policy"),
    path("public/recount.py", files.recount, name="public_recount"),
    path("public/channels/", channels.channels, name="public_channels"),
    path("public/law/<slug:pack>/", law.pack, name="public_law"),
    path("public/law/<slug:pack>/<str:section>/", law.section, name="public_section"),
    path("ledger/<path:where>", files.ledger, name="published"),
]
