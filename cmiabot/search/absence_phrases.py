"""The words of questions that leave somebody out by meetings: who was not there, there alone, new or often there.

All patterns are for folded text (Simplified, lower case) in which a mark stands for each meeting.
"""

import re

FIRST_MARK = 0xE010
MARK = "[\ue010-\ue01f]"
"""A meeting that is named, in a text in which each is one such character."""
MOST = 16
"""More meetings than marks are no question."""
BETWEEN = re.compile("的?(?:[那这]一?[版张期份场次])?")
"""Between a year and the document that is meant."""
_OCCASION = "(?:那?[一这]?[年届次场回])?(?:年会|会议|会上|会)?[里中上]?(?:的时候)?"
_THERE = "(?:来|去|到场|到会|到|参加|参会|参与|出席|出现|露面|露脸|亮相|发言|发声|讲话|提交|递交|投稿|写|交|投|登|上|有|在|于|了|过|的)*"
_THERE_ENGLISH = (
    r"(?: (?:in|at|from|for|by|come|came|there|return(?:ed)?|attend(?:ed)?|speak|spoke|spoken|take|took|taken|part|"
    r"appear(?:ed)?|present|any|the|to|back|again|be|been|submit(?:ted)?|write|wrote|written|a|paper|papers|once|did|did so|so))*"
)
GONE = re.compile(
    rf"[ ,]*(?:但是?|可是?|而|却)?(?:到了?|在)?(?P<zh>{MARK}){_OCCASION}[ ,]*(?:却|就|则|又|都|并|反而|倒)*"
    rf"(?:没有?|不(?![是止只仅同少论管限算])|未曾?|缺席|消失)(?:再|能)?{_THERE}"
    rf"|[ ,]*(?:(?<![a-z])(?:but|and|who|that) )?(?<![a-z])(?:(?:(?:did|were|was|is|are|have|has|had) ?n[o']?t|did not|not|never|no longer|absent|missing|"
    rf"skipp(?:ed|ing)|without){_THERE_ENGLISH}) (?P<en>{MARK})"
)
"""A meeting at which somebody was not."""
ALONE = re.compile(
    rf"(?:只|仅仅?|光|单单?)是?{_THERE}(?P<zh>{MARK}){_OCCASION}{_THERE}"
    rf"|(?<![a-z])(?:only|just|solely){_THERE_ENGLISH} (?P<en>{MARK})|(?P<after>{MARK}) (?:only|alone)(?![a-z])"
)
"""The one meeting at which somebody was."""
NEW = re.compile(
    rf"新(?:加入|增加?|面孔|参加|参会|出现|进来|进|成员|人|来|到|冒出来)(?:了|过|的)*|(?:首次|第一次|头一[回次]|初次|首度){_THERE}"
    rf"|(?<={MARK})多(?:了|出来?的?)"
    r"|(?<![a-z])(?:newcomers?|(?:new|newly)(?: joined| arrived| faces?| names?| to the council)?|(?:for the )?first[- ]time(?:rs?)?|debut(?:ed|s)?|first appeared)(?![a-z])"
)
"""Somebody who had not been there before."""
BEFORE = re.compile(
    rf"[ ,]*(?:(?:与|和|跟|同|相比起?|比起|相较于?|较|对比|比)(?P<zh>{MARK}){_OCCASION}(?:相比|比起?来?|比较|来说)?"
    rf"|(?<![a-z])(?:compared (?:with|to)|unlike|versus|vs\.?|than)(?: in| at)?(?: the)? (?P<en>{MARK}))"
)
"""The meeting to which another is held up."""
_TIMES_THERE = "(?:来|去|参加|参会|参与|出席|出现|露面|露脸|露|发言|发声|讲话|提交|递交|投稿|写|交|投|登|上|有|在)*[了过]*"
ONCE = re.compile(
    rf"(?:只|仅仅?|就|光){_TIMES_THERE}(?:一|1)(?:次|回|届|年|面){_THERE}|(?<![a-z])(?:only|just) once(?![a-z])|(?<![a-z])once only"
)
MORE_THAN_ONCE = re.compile(
    rf"不(?:止|只|仅)(?:是)?{_TIMES_THERE}(?:一|1)(?:次|回|届|年|面){_THERE}|(?:多|好几|数|屡)[次届]{_THERE}|回头客"
    r"|(?<![a-z])(?:more than (?:once|one (?:meeting|year|session))|twice|two times|repeatedly|several times)(?![a-z])"
)
