"""The addresses of public posts: what is being written, what waits, what has left, and the blogs they come from."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from askfirst.web import post_write, posts, settings_feeds

urlpatterns: list[URLPattern | URLResolver] = [
    path("posts/", posts.everything, name="posts"),
    path("posts/new/", post_write.new, name="posts-new"),
    path("posts/<int:pk>/", post_write.one, name="post"),
    path("posts/<int:pk>/bring-back/", posts.bring_back, name="post-back"),
    path("posts/out/<int:pk>/<slug:act>/", posts.act, name="post-act"),
    path("posts/blog/", posts.blog, name="posts-blog"),
    path("posts/blog/<int:pk>/", posts.from_blog, name="posts-from-blog"),
    path("settings/feeds/", settings_feeds.feeds, name="settings-feeds"),
    path("settings/feeds/<int:pk>/", settings_feeds.change, name="settings-feeds-one"),
]
