"""Plain words that ask for a command, not for the papers: 退订, 怎么退订, 订阅人才, unsubscribe, 每天几点发.

Only whole short messages count: 停车, 暂停键 and 恢复生态 are questions. All patterns are for folded text.
"""

import re
from dataclasses import dataclass

from cmiabot.search.folding import clean, fold

LONGEST = 40
"""Characters of a message that may ask for a command."""

_DIGEST = (
    r"(?:每日一文|每天的(?:推送|消息)|推送|发送|消息"
    r"|(?:sending )?(?:me )?(?:the |my )?(?:daily )?(?:digests?|messages|updates))"
)
_PLEASE = (
    r"(?:(?:请问|请|麻烦|帮我|给我|我想|我要|我|想|要|怎么|怎样|如何|在哪里?|可以|能不能|能否|能){0,4}"
    r"|(?:please|how (?:do|can) i|how to|i(?:'d| would) like to|i want to|can i) )"
)
_END = r"(?:吧|了|一下|啊|呀|吗|呢)?(?: ?(?:谢谢您?你?|please|now|thanks|thank you))?"
_TO_PAPERS = r"(?!\s*(?:制|式|费|经济|模式|服务|业务|收入|软件|economy|models?|services?|fees?|business))"
"""Not before the things that papers speak of: 订阅制, 订阅经济, subscribe models."""
_QUESTION = re.compile(r"谁|哪|什么|为何|多少|怎|(?<![a-z])(?:who|what|which|why|how)(?![a-z])")
"""In what is named it says that the message is a question: 订阅软件是谁提的."""
_UNTIL = (
    r"(?P<until>(?:for|until|till|直到|到|至) ?.{1,20}"
    r"|(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3}|an?)"
    r" ?(?:天|个?周|个?星期|个?礼拜|个?月|days?|weeks?|months?)?"
    r"|下(?:个)?(?:周|星期|礼拜)[一二三四五六日天]|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})"
)

_WISHES = [
    (
        "subscriptions",
        r"(?:我的|查看|看看|看|看我的|查看我的)订阅|(?:我(?:都|现在|目前)?订阅了?|订阅了)(?:什么|哪些|啥)(?:主题|内容)?"
        r"|(?:show |list )?(?:my )?subscriptions|what (?:do i follow|am i (?:following|subscribed to))",
    ),
    (
        "status",
        rf"{_DIGEST}?(?:每天|每日)?(?:几点|什么时候|何时)(?:会|才)?(?:发|推送|发送)(?:给我)?|下一篇(?:什么时候|几点|何时)(?:来|发|到)?"
        rf"|when (?:is|does|do|will) (?:the |my )?(?:next )?{_DIGEST}(?: (?:come|arrive))?",
    ),
    ("resume", rf"(?:恢复|取消暂停|resume|unpause) ?(?:{_DIGEST}|订阅)?"),
    ("pause", rf"(?:暂停|pause) ?(?:{_DIGEST}|订阅)? ?{_UNTIL}?"),
    (
        "unsubscribe",
        rf"(?:退订|取消订阅|停止订阅|不(?:想|要|再|想再)?订阅|别再?发|不要再?发"
        rf"|unsubscribe(?: from)?|stop) ?{_DIGEST}?"
        r"|(?:停止|关闭|关掉|取消)(?:推送|发送|每日一文)|不(?:想|要|再|想再|要再)收到?(?:推送|消息|每日一文)?"
        r"|stop sending|cancel (?:my |the )?subscriptions?|unsubscribe me",
    ),
    (
        "unsubscribe",
        r"(?:退订|取消订阅|停止订阅|unsubscribe(?: from)?(?![a-z])|stop following) ?(?:the )?(?P<named>.+?)",
    ),
    ("subscribe", rf"(?:订阅|subscribe(?: me)?(?: to)?) ?(?:{_DIGEST}|什么|哪些)?"),
    ("subscribe", rf"(?:订阅|subscribe(?: me)?(?: to)?(?![a-z])){_TO_PAPERS} ?(?:the )?(?P<named>.+?)"),
]
_PATTERNS = [(command, re.compile(rf"{_PLEASE}?(?:{words}){_END}")) for command, words in _WISHES]


@dataclass(frozen=True, slots=True)
class Wish:
    """A command by its name, and what is to stand behind it, folded."""

    command: str
    argument: str = ""


def read_wish(text: str) -> Wish | None:
    """The command that a message asks for in plain words; None for all that may ask for the papers."""
    if len(text) > LONGEST:
        return None
    written = " ".join(clean(fold(text)).replace(",", " ").split())
    for command, pattern in _PATTERNS:
        match = pattern.fullmatch(written)
        if match is not None:
            found = match.groupdict()
            argument = (found.get("named") or found.get("until") or "").strip()
            return None if _QUESTION.search(argument) else Wish(command, argument)
    return None
