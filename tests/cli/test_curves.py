"""Curves in the terminal."""

from aurore.base.messages import use_language
from aurore.cli.curves import HEIGHT, Curves, draw_curves
from aurore.training.journal import Journal


def events(steps):
    for step in range(1, steps + 1):
        yield {"event": "step", "step": step, "bits_per_byte": 1.5 + 2 / step}
        if step % 10 == 0:
            yield {"event": "validation", "step": step, "bits_per_byte": 1.6 + 2 / step}


def test_curves_fit_the_terminal_and_speak_french():
    use_language("fr")
    drawn = draw_curves(events(40), 60)
    assert "bits par octet" in drawn
    assert "apprentissage" in drawn
    assert drawn.count("o") > 4, "validation points"
    assert "3,50" in drawn, "the highest value, with a comma"
    assert len(drawn.splitlines()) <= HEIGHT
    assert max(map(len, drawn.splitlines())) <= 60
    assert "\x1b" not in drawn


def test_nothing_to_draw_yet():
    assert draw_curves([], 80) == ""
    assert draw_curves(events(1), 80) == ""
    assert draw_curves([{"event": "start", "step": 0}], 80) == ""


def test_without_a_validation_book():
    use_language("en")
    only = [event for event in events(20) if event["event"] == "step"]
    assert "bits per byte" in draw_curves(only, 60)
    use_language("fr")


def test_a_run_that_goes_on_is_drawn_anew(tmp_path, monkeypatch):
    curves = Curves(tmp_path, 60)
    assert curves.text() == "", "no journal yet"
    for event in events(20):
        Journal(tmp_path).write(**event)
    monkeypatch.setattr("aurore.cli.curves.FRESH_SECONDS", 0.0)
    assert "apprentissage" in curves.text()
