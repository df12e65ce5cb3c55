"""Every component renders, escapes what it is given, and says with words what it shows with colour."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from okno.ui import context, icons, views
from okno.ui.templatetags.ui import TONES

AT = datetime(2026, 3, 2, 11, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def render(source, **values):
    return Template("{% load ui %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% button %}Go{% endbutton %}", '<button class="button" type="submit">'),
        ('{% button kind="primary next" %}Go{% endbutton %}', "button--primary button--next"),
        ('{% button href="/x" %}Go{% endbutton %}', '<a class="button" href="/x"'),
        ('{% button key="H" %}Hold{% endbutton %}', 'data-key="H" aria-keyshortcuts="H"'),
        ('{% button hx_post="/x" disabled=True %}Go{% endbutton %}', ' hx-post="/x" disabled>'),
        ('{% choice name="s" value=0 %}A{% endchoice %}', 'name="s" value="0"'),
        ('{% card title="T" level=3 %}x{% endcard %}', '<h3 class="card__title">T</h3>'),
        ('{% notice "danger" alert=True %}x{% endnotice %}', 'role="alert"'),
        ('{% badge "open" "done" %}', "badge--done"),
        ('{% ticket_number "A017" %}', '<span class="ticket-number__letter">A</span><span>017'),
        (
            '{% ticket_number "АБ7" "huge" %}',
            '<span class="ticket-number__letter">АБ</span><span>7',
        ),
        ("{% steps 2 3 %}", "2 of 3"),
        ('{% wait delta "short" %}', "10\u00a0min"),
        ("{% wait nothing %}", ""),
        ('{% clock_time at "Europe/Moscow" %}', '<time datetime="2026-03-02T11:20:00+00:00">14:20'),
        ("{% timer at delta %}", 'data-since="1772450400000" data-typical="480"'),
        ('{% meter 1 3 "Kept" %}', '<rect class="meter__fill" width="33.3"'),
        ('{% meter 5 0 "Kept" %}', '<rect class="meter__fill" width="100.0"'),
        ('{% icon "clock" "Time" %}', "<span>Time</span>"),
        ('{% figure 3 "people" "usually 2" %}', "usually 2"),
        ('{% checklist "p" items %}', '<span class="checklist__hint">old</span>'),
        ("{% spinner %}", "One moment…"),
        ("{% error_summary pairs %}", '<a href="#phone">Too short</a>'),
        ("{% error_summary nothing_wrong %}", ""),
        ('{% dialog "d" "Sure?" %}x{% enddialog %}', 'aria-labelledby="d-title"'),
    ],
)
def test_a_component_renders(source, expected):
    shown = render(
        source,
        delta=timedelta(minutes=8),
        nothing=None,
        at=AT,
        items=["a", ("b", "old"), {"what": "c"}],
        pairs=[("phone", "Too short")],
        nothing_wrong=[],
    )
    assert expected in shown if expected else shown == ""


@pytest.mark.parametrize(
    "source",
    [
        "{% card title=evil %}{{ evil }}{% endcard %}",
        "{% button hx_vals=evil %}{{ evil }}{% endbutton %}",
        "{% ticket_number evil %}{% badge evil %}{% icon 'clock' evil %}",
        "{% field evil 'n' evil evil evil %}{% meter 1 2 evil evil %}{% figure evil evil evil %}",
        "{% checklist evil items %}{% error_summary pairs %}{% spinner evil %}",
    ],
)
def test_what_is_given_is_escaped(source):
    evil = '"><script>'
    shown = render(source, evil=evil, items=[(evil, evil)], pairs=[(evil, evil)])
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_a_field_ties_hint_and_error_to_its_input():
    shown = render('{% field "Phone" "phone" "12" "With code" "Too short" type="tel" %}')
    assert 'for="phone"' in shown
    assert 'aria-describedby="phone-hint phone-error" aria-invalid="true"' in shown
    assert 'id="phone-hint"' in shown
    assert 'id="phone-error"' in shown


def test_a_select_keeps_what_was_chosen():
    shown = render('{% field "N" "n" 2 type="select" options=o %}', o=[(1, "one"), (2, "two")])
    assert '<option value="2" selected>Two</option>' in shown


def test_a_bound_form_field_and_its_errors_render():
    class Asked(forms.Form):
        phone = forms.CharField(label="Phone", help_text="With code")
        agreed = forms.BooleanField(label="Yes")

    form = Asked({"phone": ""})
    shown = render(
        "{% error_summary form %}{% field form.phone %}{% field form.agreed %}", form=form
    )
    assert 'href="#id_phone"' in shown
    assert 'id="id_phone_helptext"' in shown
    assert "field--tick" in shown


def test_an_unknown_tone_or_icon_is_refused_loudly():
    with pytest.raises((ValueError, TemplateSyntaxError)):
        render('{% badge "x" "pink" %}')
    with pytest.raises((KeyError, TemplateSyntaxError)):
        render('{% icon "unicorn" "x" %}')


def test_every_tone_has_its_own_shape():
    shapes = {render(f'{{% badge "w" "{t}" %}}').split("<svg")[1].split(">", 1)[1] for t in TONES}
    assert len(shapes) == len(TONES)


def test_icons_that_turn_exist():
    assert icons.PATHS.keys() >= icons.TURNS


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("asked", ["", "theme=dark", "dir=rtl", "surface=desk", "surface=<script>"])
def test_the_gallery_opens(client, language, asked):
    answer = client.get(f"/ui/?lang={language}&{asked}")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    assert "<script>" not in page
    assert "English" in page
    assert "Русский" in page


@pytest.mark.django_db
def test_pages_know_okno_time_and_its_speed(client):
    known = context.clock(RequestFactory().get("/"))
    told = client.get("/ui/clock").json()
    assert abs(told["now"] - int(known["okno_now"])) < 60_000
    assert told["speed"] == float(known["okno_speed"]) == 1
    assert f'data-speed="{known["okno_speed"]}"' in client.get("/ui/").content.decode()


def test_the_views_answer_only_get():
    assert views.clock(RequestFactory().post("/ui/clock")).status_code == 405
