"""Talk that asks nothing of the papers: greetings, thanks, the weather; and words about the answer before.

All patterns are for folded text (Simplified, lower case) and match all of it, never a part.
"""

import re

from cmiabot.search.answer import Refusal

_HELP = re.compile(
    r"^(?:帮助|使用说明|怎么用(?:你)?|如何使用|你能(?:做|干)(?:些)?什么|你会(?:做)?什么|你能回答什么|你是谁|你是什么|你是(?:干|做)(?:什么|啥)的|能问什么|可以问什么|help(?: me)?"
    r"|what can (?:you|i) (?:do|ask)|who are you|how (?:do|does|can) (?:i|this|it) (?:use|work)(?: you| this| it)?)$"
)
_SMALL_TALK = re.compile(
    r"^(?:你好|您好|嗨|哈喽|早上好|晚上好|下午好|早安|早|在吗|hi|hello|hey|good (?:morning|evening|afternoon)|nihao)[呀啊吗哦了你您]*$"
)

_THANKS = re.compile(
    r"^(?:谢谢|多谢|感谢|谢啦|辛苦了?|好的?|好嘞|行|收到|嗯+|哦+|噢|明白了?|知道了|懂了|了解了?|ok|okay|thanks|thank you|thx|great|xiexie)[呀啊吗哦了啦你您们!,]*$"
)
"""Thanks, and words that only say that the answer was read."""
_GOODBYE = re.compile(r"^(?:再见|拜拜|晚安|bye|goodbye|good night|see you)[啦了呀!]*$")

_MOST = "最(?:多|少|好|差|重要|关键|核心|有用|有价值|值得看?)"
_JUDGEMENT = re.compile(
    rf"^(?:谁|哪(?:家|位|个|些|条)(?:公司|企业|机构|顾问|人|单位)?|什么)?(?:的|提的?)?(?:建议|意见|主张|观点)?(?:是|提得|说得)?{_MOST}(?:的)?(?:建议|意见|主张|观点)?(?:是|有)?(?:什么|哪些|谁|哪[家个位条])?[呢吗啊]*$"
    r"|^(?:请|帮我|给我)*(?:总结|概括|归纳|汇总)(?:一下)?(?:这些|所有|全部)?(?:的)?(?:建议|意见|主张|观点|内容|论文|文件)*$|^(?:所有|全部)(?:的)?(?:建议|意见|主张)$"
    r"|^who (?:has |had )?(?:made|gave|given|has|had)? ?the (?:most|best) (?:important )?(?:recommendations?|proposals?|ideas?|advice)$"
    r"|^(?:the )?(?:most important|best) (?:recommendations?|proposals?|advice)$|^(?:please )?(?:summari[sz]e|sum up)(?: (?:it|them|everything|all(?: the)?(?: recommendations| papers)?|the (?:recommendations|papers)))?$"
)
"""Asking for the most, the best, or a summary of everything: a judgement that no record holds."""

_REACTION = re.compile(
    r"^(?:都不是|不是(?:这个|这些|的)?|不对|错了|没有|没了|不知道|不清楚|没用|更多|再来|下一页|上一页|翻页|继续|还有吗|还有呢|没别的了?|就这些|none of these|not (?:this|these|helpful|right)"
    r"|wrong|no|yes|是|是的|对|(?:show )?more|next(?: page)?|anything else|what else)[吗呢吧啊呀了]*$"
)
"""Words about the answer before; they ask nothing that could be searched for."""

_OFF_TOPIC = re.compile(
    r"^(?:请问)?(?:今天|明天|后天|昨天|现在|这周|周末|重庆|成都|北京|上海)*(?:的)?(?:天气|气温|温度)(?:预报)?(?:怎么样|如何|怎样|好吗|好不好|冷吗|热吗)?$"
    r"|^(?:现在|今天)?(?:是)?(?:几点|几点了|几点钟|星期几|几号|周几)(?:了)?$|^(?:给我)?(?:讲|说)个?(?:笑话|故事)(?:吧)?$"
    r"|^(?:请问)?你(?:叫|是)?(?:什么|谁)?(?:名字)?,?(?:是)?谁(?:做|造|开发|写|发明)(?:的|了你)?$|^你(?:叫)?什么名字.{0,8}$"
    r"|^(?:你)?(?:吃了吗|吃饭了吗|多大了?|几岁了?|叫什么(?:名字)?)$|^(?:会|要|今天会|明天会)?下雨(?:吗)?$"
    r"|^(?:请|麻烦)?(?:帮我|给我|我要|我想)?(?:订|买|抢|查)(?:一下)?(?:[一两]?张)?[^,]{0,16}(?:机票|车票|高铁票|火车票|门票|电影票)[吧吗呢]?$"
    r"|^(?!.*(?:谁|哪|建议|提))[^,]{0,16}(?:机票|车票|高铁票|火车票|门票|电影票)(?:要)?(?:多少钱|怎么买|在哪买|几块钱?)$|^[^,]{0,12}(?:航班|火车|高铁|飞机|班车)(?:是)?几点[^,]{0,4}$"
    r"|^(?:please )?recommend(?: me)? (?:a|an|some|any)(?: good| nice)?(?: [a-z]+)? (?:novels?|books?|films?|movies?|songs?|restaurants?|hotels?)$"
    r"|^(?:请|帮我|给我)?推荐[一几]?(?:下|本|部|首|家|个)(?:好(?:看|听|吃)的)?[^,]{0,6}(?:小说|电影|电视剧|歌|餐厅|饭店|酒店|火锅店?)$"
    r"|^(?:what(?: is|s)?|how(?: is|s)?) the (?:weather|time|date)(?: like)?(?: today| tomorrow| now)?$|^(?:what time is it|tell me a joke)$"
)
"""Talk about anything and nothing; a subject of the papers is never shaped like this."""

_TALK = (
    (_HELP, Refusal.HELP),
    (_SMALL_TALK, Refusal.SMALL_TALK),
    (_THANKS, Refusal.THANKS),
    (_GOODBYE, Refusal.GOODBYE),
    (_REACTION, Refusal.REACTION),
    (_OFF_TOPIC, Refusal.OFF_TOPIC),
    (_JUDGEMENT, Refusal.JUDGEMENT),
)


def talk(text: str) -> Refusal | None:
    """How a folded text is answered that is no question to the papers; None for a question."""
    together = text.replace(" ", "")
    return next(
        (refusal for pattern, refusal in _TALK if pattern.match(text) or pattern.match(together)), None
    )
