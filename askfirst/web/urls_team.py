"""The addresses of the team's side: inbox, people, notifications, and the entry that explains itself."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from askfirst.web import (
    brand_style,
    by_hand,
    compose,
    guard,
    house_rules,
    inbox_acts,
    inbox_head,
    inbox_bulk,
    inbox_list,
    inbox_public_acts,
    inbox_thread,
    inbox_views,
    message_many,
    notifications,
    people,
    reach,
    settings_words,
)

_THREAD: list[URLPattern | URLResolver] = [
    path("", inbox_thread.thread, name="thread"),
    path("row/", inbox_list.row, name="thread-row"),
    path("stream/", inbox_thread.stream, name="thread-stream"),
    path("earlier/", inbox_thread.earlier, name="thread-earlier"),
    path("head/", inbox_head.head, name="thread-head"),
    path("read/", inbox_thread.read, name="thread-read"),
    path("typing/", inbox_thread.typing, name="thread-typing"),
    path("verdict/", inbox_acts.verdict, name="thread-verdict"),
    path("why/", inbox_acts.why, name="thread-why"),
    path("reply/", inbox_acts.reply, name="thread-reply"),
    path("note/", inbox_acts.note, name="thread-note"),
    path("keep/", compose.keep, name="thread-keep"),
    path("let-go/", compose.let_go, name="thread-let-go"),
    path("files/", compose.attach, name="thread-files"),
    path("files/<str:token>/", compose.detach, name="thread-file"),
    path("send-later/", compose.schedule, name="thread-send-later"),
    path("canned/", compose.canned, name="thread-canned"),
    path("canned/<int:canned>/", compose.take_canned, name="thread-take-canned"),
    path("assign/", inbox_head.assign, name="thread-assign"),
    path("state/", inbox_head.state, name="thread-state"),
    path("sort/", inbox_head.sort, name="thread-sort"),
    path("here/", inbox_thread.here, name="thread-here"),
    path("quote/", inbox_thread.quote, name="thread-quote"),
    path("ways/", inbox_public_acts.ways, name="thread-ways"),
    path("answer/", inbox_public_acts.answer, name="thread-answer"),
    path("private/", inbox_public_acts.private, name="thread-private"),
    path("hide/", inbox_public_acts.hide, name="thread-hide"),
]
_INBOX: list[URLPattern | URLResolver] = [
    path("", inbox_list.inbox, name="inbox"),
    path("rows/", inbox_list.rows, name="inbox-rows"),
    path("tabs/", inbox_list.tabs, name="inbox-tabs"),
    path("matching/", inbox_list.matching, name="inbox-matching"),
    path("bulk/", inbox_bulk.bulk, name="inbox-bulk"),
    path("batches/<int:pk>/", inbox_bulk.batch, name="inbox-batch"),
    path("batches/<int:pk>/undo/", inbox_bulk.undo, name="inbox-batch-undo"),
    path("batches/<int:pk>/put-away/", inbox_bulk.put_away, name="inbox-batch-put-away"),
    path("views/", inbox_views.everything, name="inbox-views"),
    path("views/new/", inbox_views.save, name="inbox-views-new"),
    path("views/<int:pk>/", inbox_views.change, name="inbox-views-change"),
    path("views/<int:pk>/delete/", inbox_views.delete, name="inbox-views-delete"),
    path("views/<int:pk>/bring-back/", inbox_views.bring_back, name="inbox-views-back"),
    path("<int:pk>/", include(_THREAD)),
    path("replies/<int:pk>/by-hand/", by_hand.page, name="reply-by-hand"),
    path("replies/<int:pk>/undo/", compose.undo, name="reply-undo"),
    path("replies/<int:pk>/later/", compose.move, name="reply-later"),
    path("look/", guard.look, name="look"),
    path("replies/<int:pk>/<slug:act>/", inbox_acts.reply_act, name="reply-act"),
]
_PERSON: list[URLPattern | URLResolver] = [
    path("", people.person, name="person"),
    path("why/<int:channel>/", people.why, name="person-why"),
    path("write/<int:channel>/", people.write, name="person-write"),
    path("relate/", people.relate, name="person-relate"),
    path("stop/", people.stop, name="person-stop"),
]
_NOTIFICATIONS: list[URLPattern | URLResolver] = [
    path("", notifications.everything, name="notifications"),
    path("overview/", notifications.overview, name="notifications-overview"),
    path("seen/", notifications.seen, name="notifications-seen"),
    path("news/", notifications.news, name="news"),
]
_HOUSE: list[URLPattern | URLResolver] = [
    path("", house_rules.rules, name="settings-house"),
    path("rules/new/", house_rules.rule, name="settings-house-new"),
    path("rules/change/<str:name>/", house_rules.rule, name="settings-house-rule"),
    path("check/", house_rules.check, name="settings-house-check"),
    path("versions/<int:number>/", house_rules.version, name="settings-house-version"),
    path("sources/", house_rules.sources, name="settings-house-sources"),
]
_WORDS: list[URLPattern | URLResolver] = [
    path("", settings_words.words, name="settings-words"),
    path("undo/", settings_words.undoing, name="settings-words-undo"),
    path("table/", settings_words.table, name="settings-words-table"),
    path("read/", settings_words.read_table, name="settings-words-read"),
    path("<int:pk>/", settings_words.one, name="settings-words-one"),
    path("<int:pk>/delete/", settings_words.let_go, name="settings-words-let-go"),
    path("<int:pk>/files/<str:token>/", settings_words.drop_file, name="settings-words-file"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("inbox/", include(_INBOX)),
    path("people/", people.everybody, name="people"),
    path("people/<int:pk>/", include(_PERSON)),
    path("reach/", reach.reach, name="reach"),
    path("settings/house/", include(_HOUSE)),
    path("settings/words/", include(_WORDS)),
    path("message-many/", message_many.message_many, name="message-many"),
    path("notifications/", include(_NOTIFICATIONS)),
    path("brand/<slug:slug>.css", brand_style.brand_style, name="brand-style"),
]
