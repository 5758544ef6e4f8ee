"""The one sentence that stands in code as well as in content: what a resident hears when content itself is out of reach.

A test holds it equal to the phrase `failed` in `content/base/phrases.yaml`.
"""

from bot.conversation.model import URGENT, Choice, Reply

LAST_RESORT = (
    "Sorry, something has gone wrong on our side. If someone is in danger or very ill, call 999 now. "
    "For urgent medical help call 111, day or night; for a mental health crisis call 111 and choose the mental health option. "
    "You can also ring Samaritans on 116 123. Please try here again in a few minutes."
)

LAST_REPLY = Reply(LAST_RESORT, (Choice("Menu", "menu"), Choice("Urgent help", URGENT)))
