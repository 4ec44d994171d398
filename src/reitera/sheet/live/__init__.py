"""The live stream: what changed, told to every open browser that may see it.

`GET /en-vivo` answers with server-sent events, for as long as the session lasts.

What the browser asks with: `?filas=1` for rows and presence (without it only the bell and what concerns the session);
the header `Last-Event-ID`, or `?desde=ID` at the first time, to be given what came after that event. A page that was
drawn from the database gives the `core.events.latest_id()` that was read before its rows were.

Refusals are JSON, `{"code", "message", "data"}`: 400 for a foreign host, 401 `signed_out`, 403
`password_is_temporary`, 405, 429 `too_many_streams`.

Messages (name: data):

    hello     {"stream": "k3…"}                                    the name of this stream, for presence
    row       {"rows": [payload, …]}                               cases as they are now, new ones too
    gone      {"ids": [42, …]}                                     cases that the viewer saw and sees no longer
    presence  {"id": 42, "people": [{"id": 7, "name": "Lucía Pardo", "initials": "LP",
                                     "column": "visit_date", "editing": true}, …]}
                                                                   all who are at a row now, without the viewer
    bell      {"unread": 3, "label": "3 avisos sin leer"}          at the start, and when it changes
    rights    {}                                                   roles changed: ask for everything again
    reload    {"behind": 1830}                                     too many events were missed: ask again
    end       {"reason": "signed_out" | "stopping"}                the server closes the stream after it

`payload` is what `rows.register_rows` was given to render; it always has "id", and without a registered renderer
only that. Where acts changed the row it has them under "changes" in their order, each with its "event" and what the
renderer says of it, and beside the row what it says of the latest. `behind` is how many events, or for a browser that
does not read how many messages, were not told.

One batch of changes is told in one piece, first `gone`, then `row`; only its last message carries an
`id`, so that a stream cut in the middle is told the whole batch again. Rows are told as they are when they are told:
two changes in quick succession may come as one, with both under "changes": each is told once to everybody who sees the
row then. For one row, what comes later is never older. Every 15 s comes a comment with the latest id; a browser that
hears nothing for 40 s connects again.

`POST /en-vivo/presencia/` (form with CSRF token, answers 204): `stream` from `hello`, `case` (an id; empty: nowhere),
`column`, `editing` (1 or empty). It holds until the next one or the end of the stream.

In the browser (`frontend/scripts/live.ts`), one stream for all tabs:

    followRows(since)                    from now on this page wants rows and presence; `since` as `desde` above
    onLive("row", (message) => …)        any message above by its name, and "state" {online, heardAt}; gives how to stop
    showPresence({case, column, editing}), showPresence(null)

In Python the sheet says once what a row holds:

    register_rows(class_of=…, render=…)

`class_of(user)` names the column-visibility class of a person, anything hashable (roles, language); two people of one
class are sent the very same bytes. `render(case ids, classes, span)` is given the classes that somebody of is connected
and the events that some of them were not told of; it answers `{class: {case id: RowTold}}`. It runs in a thread of its
own and may query.
"""
