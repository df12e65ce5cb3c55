"""The sentences of the OpenAPI document, listed so that they get their Russian for the page at /api/v1/docs.

The document itself is in English. A test sees that none is missing here.
"""

from django.utils.translation import gettext_noop as _

SENTENCES = frozenset(
    {
        _(
            "Give a place in line to whoever just comes: a service that is by appointment only is refused, unless"
            " `booked_at` says that they have one. The device's own centre only, a kiosk or robot at most twenty a"
            " minute; send an Idempotency-Key."
        ),
        _(
            "What a centre gives, and in what ways: whoever just comes, books online or lets the staff book."
        ),
        _(
            "walk_in: who just comes gets a ticket, also from home; online: a time is booked by the person or a"
            " program; phone: the staff book it, at a counter or by phone. At least one"
        ),
        _("any text of yours; sent again with the same key, the act is not done again"),
        _("slug of the service"),
        _("apply, ask, or pick up a result"),
        _("further services of the visit"),
        _("the language the person wishes to speak"),
        _("ordinary, appointment, veteran, disabled, pregnant or small_child"),
        _("time of the appointment, with its zone; within a day"),
        _("from programs only: refuses a second live ticket; kept as a hash"),
        _("number of the counter, once called"),
        _("number of the counter they go back to when this step is finished"),
        _("The counters of the program's own centre, by number: their ids and whether they serve."),
        _("what the other addresses call counter"),
        _("the number on the sign"),
        _("slug of the hall"),
        _("busy: somebody is called or served there"),
        _("The holder's view: place in line, wait, counter."),
        _("people before, as far as rank decides"),
        _("expected wait in seconds"),
        _("Call whoever is first for this counter."),
        _("Repeat the call."),
        _("id of the counter that acts; may be left out when it is the ticket's own"),
        _("The person has come to the counter."),
        _("End the service; with more planned the person is back in line."),
        _("how serving ended"),
        _("Let the person wait aside."),
        _("after so many the person is in line again"),
        _("to the same counter when it is open"),
        _("Send the person to another service or counter."),
        _("id of the counter that is to call"),
        _("for one step: when it is finished they are first in line at the sending counter"),
        _("Nobody came to the call."),
        _("counters really serving"),
        _("expected wait in seconds; null while nobody serves"),
        _("The load of one centre."),
        _("The journal of the device's centre, in an order that never steps over a fact."),
        _("the last position read"),
        _("how many facts at most"),
        _("what the other addresses call ticket"),
        _("the holder's key: opens /t/ and /tickets/ with it after"),
        _("what is printed and called, as A17"),
        _("waiting, called, serving, held, finished, no_show, left or closed"),
        _("called later than this, the coffee is free"),
        _("code of the free coffee"),
        _("why this ticket was called before others"),
        _("grows with every change"),
        _("urn:okno:refusal: and the code"),
        _("what happened and what to do now, for a person"),
        _("as of the answer"),
        _("stable; for the program"),
        _("the field it is about"),
        _("when the ticket was given"),
        _("when the person was called last"),
        _("when the person came to the counter"),
        _("when the visit ended"),
        _("slug of the centre"),
        _("people in line"),
        _("how long the first in line has waited, in seconds"),
        _("by language: ru, en"),
        _("district, flagship or palace"),
        _("degrees north, WGS 84"),
        _("where visitors ring it up, E.164; “” where they cannot"),
        _("degrees east, WGS 84"),
        _("whether its doors are open now"),
        _("the name for a ticket or a board, by language"),
        _("what its tickets begin with"),
        _("what one may come for: file, ask, receive"),
        _("what to pass as “after” to read on"),
        _("when it happened"),
        _("what happened, as queue.ticket_called"),
        _("about what, as ticket:17"),
        _("who acted: staff, device, visitor or system"),
        _("facts without anything about a person"),
        _("Cancel the appointment; its time is free at once. If-Match as for a move."),
        _(
            "Give the appointment another time at its centre. With If-Match only if nobody changed it meanwhile. From the third move on each counts for the network that asks as a booking does; of a program that shows its token none."
        ),
        _(
            "Keep a free time for ten minutes. The device's own centre only; send an Idempotency-Key."
        ),
        _("Make an appointment of a hold of the device's own centre, for a person who agreed."),
        _(
            "The appointments of a day at the program's own centre, by time; nothing about the persons."
        ),
        _(
            "The first free time of every centre where it is booked online, the earliest first; centres without one"
            " are left out."
        ),
        _("The free times of a centre on these days, and how many may still take each."),
        _("The holder's view. Its ETag is what If-Match asks for."),
        _("The person is here: the ticket of the appointment; again, the same ticket."),
        _("The person says that they will come."),
        _("a local day of the centre"),
        _("a word is asked for until then"),
        _("by time"),
        _("e-mail address"),
        _("grows with every change; with the state it is the ETag"),
        _("held, booked, arrived, fulfilled, noshow, unkept, cancelled or expired"),
        _("how many at most"),
        _("how many come along"),
        _("how many may still take it"),
        _("how to address the person"),
        _("number of the appointment"),
        _("one of the free times, with its zone"),
        _("phone, best with its country"),
        _("sign_language, wheelchair or quiet"),
        _("six digits for the door"),
        _("slugs of the services of one visit, the main one first"),
        _("slugs of the services, the main one first"),
        _('the ETag that was read, as “"3-booked"”'),
        _("the first free time"),
        _("the first local day"),
        _("An application at the program's own centre."),
        _(
            "The result has come to the program's own centre: whoever agreed is told. Send an Idempotency-Key."
        ),
        _("id of the application"),
        _("what the other addresses call case"),
        _("eight digits, on the receipt"),
        _("accepted, ready, issued or withdrawn"),
        _("when the application was accepted"),
        _("the local day by which the result is promised"),
        _("when the result came"),
        _("the holder's key: book with it"),
        _("the holder's key: opens /a/ with it after"),
        _("the hour of that day in which least is booked"),
        _("the last local day; at most 31 days after the first"),
        _("the person agreed that we keep this until 30 days after"),
        _("the “next” of the page before"),
        _("token of the hold"),
        _("until then it is kept"),
        _("what the person needs"),
        _("at the centre, by phone or by video"),
        _("how people are received: here, phone or video"),
        _("when a visit then ends"),
        _("when it begins"),
        _("when it ends"),
        _("when the person said they come"),
        _("“after” of the following page; none at the end"),
        _("slug of the centre, as in its address"),
        _("the holder's key"),
        _("id of the counter"),
        _("id of the ticket"),
        _(
            "A device enters by its one-time code and gets its token, once; to be kept by the device alone."
        ),
        _("eight letters and digits, from the office"),
        _("what Authorization: Bearer wants from now on"),
        _("kiosk, board, plate, printer, robot or program"),
        _("what the office calls it"),
        _(
            "A provider says that a message has arrived, or never will; said twice it is one report."
            " What has failed goes to the next channel that the person wished, while it is of use. 409 while okno"
            " still hears the provider's answer to the message: the report is said again."
        ),
        _("okno's number of the message"),
        _("it arrived, or never will"),
        _("why it failed; without personal data"),
        _(
            "Take the time that is offered. With If-Match only that which was read, should another be offered meanwhile."
        ),
        _(
            "The holder's view: waiting, or a time that is kept for half an hour. Its ETag is what If-Match asks for."
        ),
        _(
            "Wait for a time to come free on days on which none is, for a person who agreed. The program's own centre only."
        ),
        _("Wait no longer: what was offered goes to the next, and who waited is forgotten."),
        _(
            "Who waits at the program's own centre, in the order in which they began; nothing about the persons."
        ),
        _("how many times were offered; with the state it is the ETag"),
        _("in the order in which they began"),
        _("number of the wish"),
        _('the ETag that was read, as “"1-offered"”'),
        _("the first day that suits, local"),
        _("the holder's key: opens /w/ and /wishes/ with it after"),
        _("the last day that suits, local"),
        _("the time that is offered"),
        _("token of the appointment, once taken"),
        _("until then the offer is kept"),
        _("waiting, offered, taken or over"),
        _("whoever waits longer is offered first"),
        _("Give the place up."),
        _(
            "Join the line from home for whoever calls or writes to the program. The program's own centre only; who joins again has left the line they were in before."
        ),
        _("Keep the place for one hour more, once."),
        _(
            "The holder's view: how many are before, and when to set out for a way of so many minutes."
        ),
        _(
            "The person agrees to be told by SMS or e-mail when to set out, and then what comes next."
        ),
        _(
            "The person is here, which the code on the wall proves: their ticket; again, the same ticket."
        ),
        _(
            "What the walls of the device's own centre show now: whoever reads it is here. It is another every five minutes."
        ),
        _("Whoever holds the ticket leaves the line."),
        _("Whoever holds the ticket lets the next three go first."),
        _("any text of yours for the person, as the number they call from; kept as a hash"),
        _("counters that serve it now"),
        _("how many minutes the way takes"),
        _("on the way, here with a ticket, or given up"),
        _("people before, in the hall and on the way"),
        _("six letters and digits from a wall of the centre"),
        _("the holder's key: opens /q/ and /places/ with it after"),
        _("the language of what is told; without it the one they wish to speak"),
        _("the person agreed to be told until the visit is over"),
        _("token of the ticket, once the person is here"),
        _("until then the place is kept"),
        _("when the person joined the line"),
        _("when to set out to come just in time; null while nobody serves"),
        _("whether one hour more may be asked for"),
        _(
            'The centres by slug, each with its load now. Where more follow, the header Link leads there (rel="next").'
        ),
        _(
            "The catalogue in short, by slug, with a Link as for centres; the whole of it as CPSV-AP JSON-LD is at /services.jsonld."
        ),
        _("the last slug read"),
        _("0 is Monday"),
        _(
            "Be told the facts of the program's own centre from now on, as CloudEvents signed by Standard Webhooks. The secret is answered only here; when the program's token ends, so does the telling."
        ),
        _("How each fact was told, the newest first; kept for a week."),
        _("One of the program's own."),
        _("Tell nothing more; what was not delivered yet is given up."),
        _("Tell once more, under the same ids, what was made for it since a moment."),
        _("The program's own subscriptions that are told, the oldest first."),
        _(
            "The schedules of the program's own centre: whose time can be booked, when, and by which rules."
        ),
        _("a moment, with its zone"),
        _("a quiet hour"),
        _("by slug"),
        _("by weekday and time"),
        _("facts (queue.ticket_called) or rooms (queue.); none for every fact"),
        _("how many counters can be booked then"),
        _("how many days ahead one may book"),
        _("how many facts are told once more"),
        _("how many seconds too early one may come"),
        _("how many seconds too late one may come"),
        _("how much of its counters' time may be booked, in percent"),
        _("how often it was tried"),
        _("id of the CloudEvent"),
        _("id of the subscription"),
        _("local time, as 09:00"),
        _("local time, as 20:00"),
        _("of which facts; of every one when empty"),
        _("seconds before its time until which one may cancel"),
        _("seconds before the time a reminder is sent"),
        _("seconds before the time a reminder is sent; null: as the schedule"),
        _("seconds between one time and the next"),
        _("seconds kept free after each visit"),
        _("seconds kept free after; null: as the schedule"),
        _("seconds kept free before each visit"),
        _("seconds kept free before; null: as the schedule"),
        _("since when it is told"),
        _("slug of the schedule"),
        _("slugs of the services it is for; all when empty"),
        _("the HTTP status that was answered"),
        _("the beginning of what was answered, or why nobody did"),
        _("the languages one is spoken to in"),
        _("the newest first"),
        _("the oldest first"),
        _("to be sent, being sent, taken, or given up"),
        _("what services ask for of their own"),
        _("what the other addresses call subscription"),
        _("what the webhooks are signed with; shown only now"),
        _("when it is tried next"),
        _("when it was first due"),
        _("when the last try ended"),
        _("where it is told"),
        _("where to tell; begins with https://"),
        _("whether it is open for booking"),
    }
)
