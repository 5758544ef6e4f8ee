"""The buttons that several answers offer."""

from __future__ import annotations

from bot.conversation.model import Choice
from bot.conversation.scene import Scene
from bot.conversation.wording import fit
from bot.library.models import Topic


def way_on(scene: Scene) -> tuple[Choice, ...]:
    return (scene.choice("label_human", "human"),)


def lost(scene: Scene) -> tuple[Choice, ...]:
    """For when there is nothing nearer to offer."""
    return (scene.choice("label_menu", "menu"), scene.choice("label_human", "human"))


def menu(scene: Scene) -> tuple[Choice, ...]:
    return tuple(
        Choice(fit(item.label), f"menu:{place}")
        for place, item in enumerate(scene.library.site.menu)
    )


def topic(about: Topic | None) -> tuple[Choice, ...]:
    return (Choice(fit(about.label), f"topic:{about.id}"),) if about else ()


def topics(scene: Scene, ids: tuple[str, ...]) -> tuple[Choice, ...]:
    """One button for each topic that there is."""
    return tuple(button for each in ids for button in topic(scene.library.topics.get(each)))
