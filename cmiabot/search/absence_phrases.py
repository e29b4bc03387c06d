"""The words of questions that leave somebody out by meetings: who was not there, there alone, new or often there.

All patterns are for folded text (Simplified, lower case) in which a mark stands for each meeting. None may take
long on any text: nothing that repeats holds two ways to read the same characters. Those that are not compiled here are
when they are first needed, which most starts never do.
"""

import re

FIRST_MARK = 0xE010
MARK = "[\ue010-\ue01f]"
"""A meeting that is named, in a text in which each is one such character."""
MOST = 16
"""More meetings than marks are no question."""
MAY_LEAVE_OUT = re.compile(
    r"[没不未缺只仅光单新首初少多]|第一次|头一|回头客|[一两三四多几数1-4][次回届年]"
    r"|(?<![a-z])(?:only|just|solely|once|new|newly|newcomers?|not|never|no longer|absent|missing|skipped|stayed|debut|first|more than|twice|two times|repeatedly|several times)|n't"
)
"""What questions that leave somebody out have in common."""
BETWEEN = re.compile("的?(?:[那这]一?[版张期份场次])?")
"""Between a year and the document that is meant."""
_OCCASION = "(?:那?[一这]?[年届次场回])?(?:年会|会议|会上|会)?[里中上]?"
_MARKS = rf"{MARK}(?:{_OCCASION}(?:和|与|或|及|跟|,|,? (?:and|or|nor) (?:in )?(?:the )?){MARK})*"
_DOING = "来|去|到场|到会|参加|参会|参与|出席|出现|露面|露脸|亮相|发言|发声|讲话|提交|递交|投稿|供稿|见报|上报|登报|写|交|投|登|上"
_THERE = rf"(?:{_DOING})(?:了|过)?"
_DOING_ENGLISH = (
    "(?:come|came|comes|return(?:ed)?|attend(?:ed)?|sp(?:eak|oke|oken)|take part|took part|taken part|appear(?:ed)?|show up|showed up|"
    "present|there|back|submit(?:ted)?|w(?:rite|rote|ritten))"
)
BEING_THERE = rf"{_DOING}|(?<![a-z]){_DOING_ENGLISH}(?![a-z])"
"""That somebody was there."""
_NOT = rf"(?:没有?(?:再|能)?(?:{_THERE})(?!几)|没有(?=的|[ ,])|未(?:能|曾)?(?:{_THERE})(?<!未来)|不再{_THERE}|缺席了?|不在(?=的|$|[ ,])|不见了?)"
_NOT_ENGLISH = rf"(?:(?:(?:did|were|was|is|are|have|has|had)(?:n't| not)|not|never|no longer) (?:be |been )?(?:{_DOING_ENGLISH} ?)?|(?:absent|missing|skipped|stayed away) (?:from )?)"
NOT_THERE = (
    rf"(?P<zh>{_MARKS}){_OCCASION}[ ,]*(?P<kept>[^,没未缺不{MARK[1:-1]}]{{0,12}}?)(?:也|却|就|则|又|都|并|倒)?{_NOT}"
    rf"|(?:{_NOT}(?:在|于|到)?|没有?(?=.的|.$))(?P<behind>{_MARKS}){_OCCASION}"
    rf"|(?<![a-z]){_NOT_ENGLISH}(?:in |at |for )?(?:either )?(?:the )?(?P<en>{_MARKS})"
    rf"|(?P<before>{_MARKS}),? ?(?P<left>[a-z ]{{0,60}}?)(?<![a-z])(?:absent|missing|not (?:there|present)|did(?:n't| not) (?:come|attend|speak|appear|take part|show up))(?![a-z])"
)
"""Meetings at which somebody was not."""
ALONE = (
    rf"(?:只|仅仅?|光|单单?)在(?P<zh>{_MARKS}){_OCCASION}(?:才|都)?{_THERE}"
    rf"|(?:只|仅仅?|光|单单?)(?:{_THERE})(?:在|于)?(?P<behind>{_MARKS}){_OCCASION}"
    rf"|(?<![a-z])(?:only|just|solely) (?:{_DOING_ENGLISH} )?(?:in |at )?(?:the )?(?P<en>{_MARKS})"
)
"""The only meetings at which somebody was."""
NEW = (
    rf"新(?:加入|增加?|面孔|参加|参会|出现|进来|成员|来|冒出来)(?:了|过|的)*|(?:首次|第一次|头一[回次]|初次|首度){_THERE}的?"
    rf"|(?<={MARK})多(?:了|出来?的?)"
    r"|(?<![a-z])(?:newcomers?|new(?:ly)? (?:joined|arrived|faces?|names?|(?=companies|firms|speakers|advis[eo]rs|organisations|members|ones))|(?<=were )new|(?<=was )new|(?<=are )new|(?:for the )?first[- ]time(?:rs?)?|debut(?:ed|s)?|first appeared)(?![a-z])"
)
"""Somebody who had not been there before."""
FEWER = (
    rf"(?P<later>{MARK}){_OCCASION}(?:比|较|和|与|跟)(?P<base>{MARK}){_OCCASION}(?:相比|比)?,?(?:少|缺)了?"
)
"""Somebody of one meeting who was not at the other."""
BEFORE = (
    rf"[ ,]*(?:(?:(?<!参)与|和|跟|同|相比起?|比起|相较于?|较|对比|比)(?P<zh>{MARK}){_OCCASION}(?:相比|比起?来?|比较|来说)?"
    rf"|(?<![a-z])(?:compared (?:with|to)|unlike|versus|vs\.?|than)(?: in| at)?(?: the)? (?P<en>{MARK}))"
)
"""The meeting to which another is held up."""
ONCE = rf"(?:只|仅仅?|就|光)(?:{_THERE})(?:一|1)(?:次|回|届|年|面)|(?<![a-z])(?:only|just) once(?![a-z])|(?<![a-z])once only"
OFTEN = (
    rf"(?:{_THERE})不(?:止|只|仅)(?:一|1)(?:次|回|届|年)|不(?:止|只|仅|光)(?:是)?(?:{_THERE})(?:一|1)(?:次|回|届|年)"
    rf"|(?:至少)?(?:{_THERE})(?P<times>(?:两|2)(?=次|回)|三|3|四|4|多|好几)(?:次|回|届|年)(?:以上)?"
    r"|(?<![a-z])(?:more than (?:once|one (?:meeting|year|session))|(?:at least )?(?:twice|two times)|repeatedly|several times)(?![a-z])"
)
"""Somebody who was there once, or several times."""
TIMES = {"三": 3, "3": 3, "四": 4, "4": 4}
"""How many times at least; any other word means two."""
NOT_READ = (
    rf"没有?(?:再|能)?(?:{_DOING})|缺席|未(?:能|曾)?(?:参加|出席|到场|到会|参会|发言|提交|见报)|不再(?:{_DOING})"
    r"|(?<![a-z])(?:absent|missing|no longer|newcomers?|not (?:there|present|come|attend|speak|in)|did(?:n't| not) (?:come|attend|speak|appear|take part|show up))(?![a-z])"
)
"""That somebody is left out, however it is put: where it is not understood, the others are no answer."""
