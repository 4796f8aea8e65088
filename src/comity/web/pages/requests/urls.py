"""The addresses of the requests' pages; none holds anything personal."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from comity.web.pages.requests import acts, answer, disputes, facts, review, today
from comity.web.pages.requests.checking import pictures
from comity.web.pages.requests.checking import views as checking

ASKED = [
    path("", answer.answer, name="answer"),
    path("sheet/", answer.answer_sheet, name="answer_sheet"),
    path("papers/<slug:sha256>/", answer.paper, name="paper"),
    path("papers/<slug:sha256>/check/", checking.check, name="check_paper"),
    path("papers/<slug:sha256>/pages/<int:number>/", pictures.page_image, name="paper_page"),
    path("papers/<slug:sha256>/cuts/<slug:spot>/", pictures.cut_image, name="paper_cut"),
    path("add-paper/", checking.add_paper, name="add_paper"),
    path("answer/", acts.give_answer, name="give_answer"),
    path("ask-legal/", acts.ask_legal, name="ask_legal"),
    path("review/<str:review>/", acts.give_review, name="give_review"),
    path("override/", acts.propose_override, name="propose_override"),
    path("override/<str:override>/", acts.settle_override, name="settle_override"),
    path("told/", acts.disclose, name="disclose"),
    path("duties/<path:duty>/", acts.finish_duty, name="finish_duty"),
    path("hold/", acts.start_hold, name="start_hold"),
    path("hold/<str:hold>/end/", acts.end_hold, name="end_hold"),
    path("decide/", acts.decide_again, name="decide_again"),
    path("close/", acts.close_request, name="close_request"),
    path("facts/<slug:name>/", facts.fact, name="fact"),
    path("facts/<slug:name>/dispute/", disputes.dispute, name="dispute"),
    path("facts/<slug:name>/dispute/back/", disputes.take_back, name="take_back"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.home, name="home"),
    path("today/", today.whats_needed, name="today"),
    path("review/", review.reviews, name="reviews"),
    path("record/", include("comity.web.pages.requests.recording.urls")),
    path("matters/<str:matter>/seen/", acts.confirm_alarm, name="confirm_alarm"),
    path("matters/<str:matter>/requests/<str:asked>/", include(ASKED)),
]
