"""A desk that does what is due by itself: `nightdesk serve --watch`.

::

    watcher     a thread that runs what is due, and goes on whatever goes wrong
    live_desk   the desk as its files say now: settings, topics, organizations and sources are read anew
    health      how the watcher is, for `/healthz` and, through a file, for `nightdesk doctor`
"""
