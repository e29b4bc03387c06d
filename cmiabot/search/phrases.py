"""The words of questions themselves: what people ask with, as opposed to what they ask about.

All patterns are for folded text (Simplified, lower case).
"""

import re

_FOREIGN = "外企|外国公司|外国企业|跨国公司|跨国企业|外资企业|外资公司"
"""What people call foreign companies."""
_COUNTABLE = rf"(?P<noun>顾问|嘉宾|发言人|发言者|专家|代表|老总|老板|高管|负责人|掌门人|领导|人|机构|公司|企业|{_FOREIGN}|外资|外商|单位|部门|厂商|论文|文章|篇|发言|建议|提议|主张)"
_COUNTED_LAST = rf"(?:顾问|机构|公司|企业|{_FOREIGN}|单位|部门|论文|文章|发言|建议|提议|主张)"
COUNT = re.compile(
    r"(?:一共|总共|共|合计)?(?:有|是|登了|提了|提出了|收了|收录了?)?(?:多少|(?<!哪)几)(?:位|名|个|家|条|篇|项|份)?"
    + _COUNTABLE
    + rf"|(?P<before>{_COUNTED_LAST})(?:一共|总共|共)?(?:有|是)?(?:多少|几)(?:位|名|个|家|条|篇|项|份)?(?=$|[, ])"
    + rf"|(?<=的)(?P<amount>{_COUNTED_LAST})的?(?:数量|数目|个数|总数)(?:一共|总共|共)?(?:有|是)?(?:多少|几)?(?:位|名|个|家|条|篇|项|份)?(?=$|[, ])"
    + r"|(?:总共|一共|占了|请了|来了)?(?:有)?(?:多少|(?<!哪)几)(?P<measure>家|位|篇|个|[条项](?=$|[, ]|跟|与|和|讲|谈|提|说|涉))(?=$|[, ]|出来|提|说|讲|谈|主张|建议|把|又|在|给|写|交|参|来|发)"
    r"|(?:(?:^|[, ])(?:一共|总共)?|(?<!没)有|一共|总共|数一下|数一数|的)(?:多少|(?<!哪)几)(?P<spoke>[家位篇])(?:[啊呀呢吧吗]?(?=$|[, ])|(?=(?:都|也|还)?(?:担心|关心|关注|露|出(?:过|了)?主意|是|点|呼吁|反映|抱怨|支持|赞成|发[了过声言表]|派|公布|介绍|强调|指出|警|提醒|聊|劝|怕|嫌)))"
    r"|(?:多少|(?<!哪)几)(?P<several>[家位篇])(?=跟|与|和|涉|登|用(?!户|途)|拿|举|承诺|表[示态]|认为|觉得|(?![超通经不越])[\u4e00-\u9fff]{1,2}(?<![超通经不越])[过了](?![来去程渡剩半])|主动|愿意|打算|准备|要(?!求|点|素)|想(?!法))"
    r"|(?:how many|^(?:the )?(?:total )?number of)(?: of)?(?: the)?(?: other)? +(?P<english>advis[eo]rs?|speakers?|people|organi[sz]ations?|compan(?:y|ies)|firms?|papers?|articles?"
    r"|recommendations?|proposals?|suggestions?|departments?|officials?|(?:district )?governments?)"
)
COUNT_ADVISERS = re.compile(
    r"^位$|顾问|嘉宾|发言[人者]|专家|代表|老总|老板|高管|负责人|掌门人|领导|^人$|advis|speaker|people|official"
)
COUNT_ORGANISATIONS = re.compile(
    rf"^[家个]$|机构|公司|企业|{_FOREIGN}|外资|外商|单位|部门|厂商|organi|compan|firm|department|government"
)
COUNT_PAPERS = re.compile(r"论文|文章|篇|发言|paper|article")

LIST = re.compile(
    rf"(?:哪些|哪几(?:家|个|位|名|篇)?|有哪些|都有哪些)(?:顾问|嘉宾|专家|人|机构|公司|企业|{_FOREIGN}|外资|外商|单位|部门|政府部门|政府单位|区县|厂商|国家|日企|银行|车企|老总|论文)"
    rf"|哪(?:几|两|三)(?:家|位|名|篇)|(?:顾问|机构|公司|企业|{_FOREIGN}|单位|部门)(?:都)?(?:有|是)(?:哪些|谁|哪几[家位个])(?=$|[, ])"
    r"|(?:列一下|列出来|列个(?:单子|名单|清单))"
    r"|(?:都有谁|有谁|谁都|哪些人|都有哪些人)|是谁[跟和]谁|(?:好像|应该)?不止一[家个位]$|(?<=[, ])名单$|(?:公司|企业|顾问|单位|机构)(?:里面?|中|当中)[, ]*(?:都)?(?:有)?哪(?:些|几[家位个])|(?:(?:[届年次份]|材料)的?都(?:要|算)|有(?:谁|哪些[家位个人]?)(?:都)?(?:要)?)$|(?<!之)(?:都|全)是谁(?=在|说|讲|谈|提|建)|(?:部门|区县|政府|企业|公司|单位|官方|协会)(?:[,和与及](?:部门|区县|政府|企业|公司|单位|官方|协会))*的?都(?:要|算)(?=$|[, ])|(?:compan(?:y|ies)|firms) and (?:the )?(?:government|officials|authorities) both$"
    r"|(?:which|what)(?: of the)? +(?:(?:other|city|government|municipal|local|foreign) )?(?:advis[eo]rs|companies|firms|organi[sz]ations|speakers|people|papers|departments|authorities|officials)"
    r"|who all|everyone who|,? all years(?: please)?$|no matter (?:which|what) year$|(?:^|[,?] ?)(?:any|the|all|those)?(?: of the)? ?(?:advis[eo]rs|companies|firms|organi[sz]ations|speakers) (?:that|who|which)(?= (?:have |had |has )?(?:propos|suggest|recommend|want|ask|call|mention|talk|sp[eo]ak|spoke|push|advis|support|rais|warn|promis|announc))|(?:^|[,?] ?)(?:advis[eo]rs|companies|firms|organi[sz]ations|speakers) in favou?r of|, ?all of them$|(?:, ?|give (?:me |us )?)(?:the |a )?(?:full|whole|complete) list(?: please)?$"
    r"|(?:list|show|name)(?: me)?(?: all)?(?: the)? +(?:advis[eo]rs|companies|firms|organi[sz]ations|speakers)(?: that| who| which)?"
    r"|all (?:the )?(?:advis[eo]rs|companies|firms|organi[sz]ations|speakers) (?:that|who|which)"
)

SAYING = re.compile(
    r"[提说谈讲聊](?!供|升|高|明书|服)|建议|主张|倡议|呼吁|强调|关注|支持|认为|觉得|担心|提醒|介绍|举|主意|点(?:出|过|到)|表(?:过|了)?态|说法"
    r"|(?<![a-z])(?:mention|talk|sp[eo]ak|spoke|sa(?:id|ys?)|propos|suggest|recommend|advis|rais|br(?:ing|ought) up|support|warn|call|want|ask|push|urg)"
)
"""Words of saying: who is asked for spoke, and does not have, make or get something (谁在重庆有工厂)."""
ASKS_ONE = re.compile(
    r"是谁|谁的|出自谁|谁家|谁[啊呀]?(?:说|讲|提|提出|谈|举|写|想|定|出)的|哪(?:一)?[家位个名]|何人|(?<![a-z])(?:whose|which (?:one|company|firm|adviser|organi[sz]ation|speaker)|who is it|who was it)(?![a-z])"
)
"""Looking for somebody that is one: 是谁的主意, 哪家说的."""
ASKS_WHO = re.compile(
    r"谁|哪(?:家|位|个|些|几|里)|何人|(?<![a-z])(?:who|whose|which|anyone|anybody|somebody)(?![a-z])"
)
"""A question that looks for somebody: names in it may be what somebody spoke about."""

OF_EACH = re.compile(
    r"(?:谁|家|位|个|人)[ ,]*既.+[又也]"
    r"|(?<![a-z])who (?:has |have )?(?:talk|mention|sp[eo]ak|spoke|rais|propos|suggest|recommend|want|support)[a-z]* (?:about |of |for |up )?both .+ and "
)
"""Asking who says one thing and another."""

SAYING_EACH = re.compile(
    r"(?:(?<=既)|[ ,]*(?P<again>[又也]))(?:要|想)?(?:提到|提过|提及|提出|谈到|谈过|谈了|说到|说过|说了|讲到|讲过|讲了|聊到|聊过|写到|写了|涉及到?|建议|主张|强调|关注|支持|讨论|提|说|讲|聊|写)了?"
)
"""What is done with each of two things, and how it is said in one word."""
SAYS_EACH = r"\g<again>谈"

ONE_OF_SEVERAL = re.compile(
    r"(?<=[a-z0-9]),(?: and| or)? ?(?=[a-z0-9][a-z0-9 -]{1,30}(?:,| and | or ))|(?<=[a-z0-9]), (?:and|or) "
)
"""A comma between things in English (hydrogen, carbon capture and batteries)."""

_EACH_OF_THEM = "都(?!是?[谁哪]|有[谁哪]|(?:要|算|行|可以|找|查|看|列|包括|搜)(?![求点素]))"
"""Each of several meetings, and not who there was, or that all are to be looked through (两届都找找)."""
BOTH_MEETINGS = re.compile(
    rf"(?:连续|连着|接连|前后|这)?两(?:届|次|年)(?:顾问团)?(?:年会|会议|会)?(?=的|{_EACH_OF_THEM}|均|全|皆|连续|参|$|[, ])|(?<![a-z])both (?:meetings|sessions|years)"
)
"""Both annual meetings, without a year."""
NEXT_YEAR = re.compile(r"第二年|次年|来年|(?<![a-z])(?:the )?(?:next|following) year(?![a-z])")
AT_BOTH = re.compile(
    rf"(?:第二年|次年|来年|后来)(?:又|再|也|还)?|[ ,]*(?:{_EACH_OF_THEM}|均|皆|又|再次|再度|先后)|(?:the )?(?:next|following) year|(?<![a-z])(?:both|again|as well)(?![a-z])"
)
"""Where two meetings are named: somebody who spoke at each."""
PAPER_NUMBER = re.compile(
    r"论文(?:第)?([0-9]{1,2})(?![0-9%])|第([0-9]{1,2})篇(?:论文|文章)?|(?<![a-z])paper (?:no\.? ?)?([0-9]{1,2})(?![0-9])"
)
"""A paper by the number it has in its volume, as answers print it."""
OF_PAPERS = re.compile(
    r"^(?!.*(?:报道|发言|讲话|报纸)).*(?:论文|文章|篇|(?<![a-z])(?:papers?|articles?)(?![a-z]))"
)
"""Counting papers of the volume, not the speeches of the same meeting."""
OF_ADVISERS = re.compile(r"顾问|advis[eo]r")
"""Counting advisers of the council, not everybody who spoke."""
COMPARISON = re.compile(
    r"对比|比较一下|相比|比一比|区别|有什么不同|有何不同|不同之处|异同|差别|侧重点|各有什么|(?:有|什么|哪些|啥)变化|变了|差在哪|是(?:不是)?一回事|(?:一不|不)?一样(?=吗|么|不|$|[, ])|共同点|相同点|哪个更|谁更|(?<![a-z])vs\.?(?![a-z])"
    r"|(?<![a-z])versus(?![a-z])|what (?:has )?changed?(?![a-z])|compare|difference|differ(?![a-z])"
)

WHO_IS = re.compile(
    r"是(?:谁|什么人|哪位|何人|做什么的|干什么的|什么公司|什么机构|哪家公司)|(?:谁|哪位)是|什么来头|什么身份|介绍一下|(?:简介|职务)$"
    r"|who(?:'s| is| was)|tell me about"
)

REPRESENTS = re.compile(
    r"(?:的)?(?:代表|负责人|一把手|老总|老板|总裁|董事长|主席|顾问|ceo|chairman|president|representative)(?:是谁|是哪位|是哪个|叫什么(?:名字)?|姓什么)$"
    r"|(?:谁|哪位)(?:是|代表)[^,]{0,12}(?:代表|负责人|总裁|董事长|主席|顾问)?$|who represents|who (?:is|was) the (?:head|chairman|president|ceo|adviser|representative) of"
)
"""Asking who speaks for an organisation."""

ATTENDED = re.compile(
    r"(?:都(?=有?[谁哪什]))?(?:有)?(?:谁|哪些人|哪些顾问|哪几位|哪些公司|哪些企业|什么人)?(?:参加|出席|参会|与会|到会|来|(?<=[谁人位])都?去)(?:了|过)?(?:的)?(?:有谁|有哪些(?:人|顾问|公司|企业)?|是谁|都有谁)?$"
    r"|^(?:的)?(?:顾问|参会|与会|发言人|嘉宾)?名单$|who (?:attended|took part|spoke)(?: (?:at|in))?"
)
"""Asking who was at a meeting."""

RELATIVE = re.compile(
    r"(?:最近|最新|上|前|这|本|去)(?:的)?(?:一|两)?(?:届|次)(?:年会|会议)?(?:上|里)?|去年|前年|今年|(?<![a-z])(?:last|this) year|(?:the )?(?:latest|last|most recent|previous) (?:meeting|session)"
)
"""A meeting told only by when one asks; the papers do not know today's date, so it is not guessed."""

OF_OCCASION = re.compile(
    r"(?:那|这)?(?:一)?(?:次|场|届)?(?:线上|网上|视频)(?:开会|开的会|开的?(?:那[次场届])?|会议)?(?:时|上|前后|之后|以后)?|开会(?:时|的时候)?"
    r"|(?:那|这)(?:一)?(?:次|场)(?:发布会|座谈会|圆桌会议?|会议?)(?:上|前后|之后|以后)?|(?:发布会|座谈会|圆桌会议?)(?:上|前后|之后|以后|前|后)"
    r"|(?:交|递|写)了?(?:论文|文章|稿子?)(?:的?(?:里面?|当中|之中))?"
)
"""What is said of a meeting that is named: no part of what was spoken about there."""

EXCEPT = re.compile(r"(?:除了?|besides|except(?: for)?|apart from|other than)[ ,]*$")
"""Before a name: everybody but them ..."""
EXCEPT_AFTER = re.compile(r"^(?:以外|之外|除外|不算)|^[ ,]*(?:excluded|aside)(?![a-z])")
"""... and behind it."""
BUT_NOT = re.compile(r"(?:但|而|并|可|,)(?:不是|不算|不要|不含|不包括)$|(?:but|and) not[ ,]*$")
SAID_NOT = re.compile(
    r"(?:(?:(?<!有)|(?<=所有))没有?|未|不)(?:曾)?(?:提到|提过|提及|提出|谈到|谈过|说到|说过|讲到|讲过|建议|涉及)"
    r"|(?:(?<!有)|(?<=所有))没有?(?:提|谈|说|讲|聊|写)(?![升高供前醒示倡案名起明速质炼取好成字判师究服])"
    r"|(?<![a-z])(?:did|do|does|has|have) ?n[o']?t (?:mention|propose|recommend|suggest|speak|say)|(?<![a-z])(?:never (?:mentioned|proposed|said|talked|spoke)|said nothing (?:on|about)|(?:has|have)(?:n't| not) (?:talked|spoken))"
)
"""Asking who did not say something; only what was said can be looked up."""
THOSE = re.compile(r"的[^的,]{0,5}(?:公司|企业|机构|单位|部门|顾问|企|银行|人)$|(?:几|多少)[家位个]$")
"""Asking for those who did something without a word of asking (没提人才的公司)."""

OPPOSES = re.compile(
    r"反对|不赞成|不同意|抵制|(?<![a-z])(?:(?:who(?:s|'s)?|which [a-z]+|companies|firms|advis[eo]rs|people|(?:any|every|some)(?:one|body)|any [a-z]+|is|are|was|were|spoke|speaks?|argued?|argues|voted?|warns?|warned|advis(?:e[sd]?|ing)) against|opposes?d?|opposing)(?![a-z])"
)
"""Asking who was against something: advice in favour is no answer."""

_SAID = r"(?:先生|女士|总裁|董事长|公司|集团)?(?:对[^,]{1,10}?)?(?:的)?(?:都)?(?:有)?(?:(?:提|说|讲|谈)(?:过|了)?(?:哪些|些?什么|啥|过)|怎么(?:看|说)|(?:什么|哪些|啥)(?:建议|主张|看法|观点|意见|高见)|(?:建议|主张|观点|看法)(?:是什么|有哪些)?$|是(?:谁|什么人|哪位))"
GENERAL = re.compile(
    r"(?:啥|什么|哪些|哪几点|哪[一二三四五六七八九十]点|几(?:点|条|件事|件)|怎么走|咋走)(?P<noun>[^,]{0,5})(?:,|$)(?:(?:分别)?(?:是|有)(?:啥|什么|哪些))?$|说来听听$|(?:中心|主要)(?:意思|思想)"
)
"""Ends that ask what somebody said in general (要搞什么名堂), where the noun is none of a subject (什么设备) ..."""
ABOUT = re.compile(
    r"关于|对于?(?!照|比)|就(?=[^,]{2,12}(?:说|谈|讲|提))|针对|围绕|谈(?!了|过|话|的是)|方面|在[^,]{2,12}(?:上|方面)|(?<![a-z])(?:about|on|regarding|concerning)(?![a-z])"
)
"""... unless they say about what."""
SPEAKER = re.compile(
    rf"^(?P<han>(?!有没有|(?:[他她它你我]|这|那|最|总结|所有)|(?:我们?|你们?|他们?|大家|咱们?)?(?:对|关于|针对|围绕|就|在|给|为|从|把)[\u4e00-\u9fff]{{2}})[\u4e00-\u9fff]{{2,8}}?){_SAID}|^what (?:did|does|has) (?P<did>[a-z][a-z .&-]{{2,30}}?) (?:said|say|propose|recommend|suggest|advise|think|want)"
    r"|^who is (?P<who>[a-z][a-z .-]{2,30})$"
)
"""A question about what somebody said, whoever that is."""

OFFICE = re.compile(
    r"(?:监事会|执行|集团|公司|全球|中国区|大中华区|高级|资深|首席|常务|党委|区委|副)*"
    r"(?:主席|董事长|董事|总裁|总经理|行长|会长|社长|局长|处长|主任|书记|秘书长|执行官|供应链官|先生|女士|博士|教授|管委会|党工委)"
)
"""What people put beside somebody's name."""

_ADOPTED = r"(?:采纳|采用|落实|落地|实施|执行|实现|建成|兑现)"
ADOPTION = re.compile(
    rf"(?:后来|最后|最终|到底|究竟)?(?:是否|有没有|有无|是不是)(?:已经|已)?(?:被)?{_ADOPTED}(?:了|过)?(?:吗)?|(?:后来|最后|最终)?{_ADOPTED}(?:了|过)(?:吗|没有|没|么|多少|哪些)"
    rf"|{_ADOPTED}(?:情况|进度|进展|结果)(?:如何|怎么样|怎样)?|(?:建|修|办|做)(?:成|好)?了(?:没有?|吗)|采纳率|(?:实施|执行|落实|推进|建设)(?:得)?(?:效果|情况|怎么样了?|如何了?)|(?:政府|市长|市里|官方)(?:是)?(?:怎么|如何)(?:回应|答复|回复)|被采纳|(?:实施|执行|落实|落地|建议)(?:的)?效果(?:如何|怎么样|怎样)(?=$|[, ])|见效了?(?:吗|没)"
    r"|进展(?:如何|怎么样|怎样)|后来(?:怎么样|如何|怎样)了?(?=$|[, ])|后来呢"
    r"|(?<![a-z])(?:was|were|been|got) (?:[a-z]+ ){0,4}?(?:adopted|implemented|accepted|taken up|carried out)(?![a-z])"
    r"|(?<![a-z])(?:ever|actually) (?:built|done|adopted|implemented|realised|realized)(?![a-z])|(?<![a-z])did [a-z]+ (?:adopt|implement|accept|take up|carry out)(?![a-z])(?: it| this| that| them)?"
    r"|(?<![a-z])what (?:became|came|has become|happened) (?:of|to)(?![a-z])"
)
"""Asking what became of advice, which the papers do not say."""

# What is taken out of a question before searching: it says that one asks, not what.
ASKING = re.compile(
    r"(?:下一步|接下来|今后|往后)(?:要|会|打算|准备|想)?(?:怎么|如何|怎样)?(?:走|做|办|干|样)?(?:什么|啥|些什么)?(?=$|[, ])|"
    r"(?:总共|一共|先后|前后)?(?:出场|出现|露面|露脸|亮相|登场|(?<![未近下将后以接])来|参加|参会|出席|发言)[过了]?(?:几|多少)(?:次|回|届)|"
    r"除了?|以外|之外|除外|还有|但不是|besides|except(?: for)?|apart from|other than|"
    r"不(?:限|论|管)(?:是)?哪一?(?:年|届|次|份)(?:都(?:行|可以|算))?|(?:各|所有|全部)(?:次|份|篇|届)?的?材料(?:里面?|中)?|"
    r"(?:大力|积极|着力|全力|努力|加快)(?=发展|建设|推进|推动|促进)|请问|请教一下|请教|想知道|我想问|告诉我|收录|帮我查一下|帮我查|查一下|麻烦|"
    r"(?:外企|企业|公司|顾问|嘉宾|专家|政府部门|部门)(?:里面?|中|当中)(?=都?有?谁|哪|有|几|$|[, ])|"
    r"(?:论文|文章|稿子|发言)的?(?:里面|里头|当中|[里中])(?=提|谈|讲|说|写|有|谁|哪|几|$|[, ])|建议(?:里面|里头|当中|的?[里中])(?=提|谈|讲|说|涉|点名|$|[, ])|的?(?:论文|文章|稿子)(?:都|也|是|专门)*(?=[讲谈写提说])|"
    r"(?:^[ ,]*|(?<=[谁家位些]))(?:都|也|还)?(?:看好|关心|操心|直言|坦言|明说|直说|力挺)(?:了|过)?(?!重庆(?:$|[, ]))|(?:详?细|专门|着重|重点|仔细)(?:地)?[讲说谈写](?:了|过|到)|(?<=[谁家位些])(?:也|都)?这么(?=主张|建议|说|讲|提|认为|想)|"
    r"当(?:成|作|做)?(?:主题|专题|榜样|样板|典型)|"
    r"(?<!列)举了?(?:例子?(?!外)|(?=[^, ]{1,6}的?例子))|(?:为|作|作为|当|做)例子?(?=$|[, ])|的?例子(?=$|[, ])|"
    r"(?:论文|文章)?的?[0-9]{1,2}家(?:公司|企业)?(?:里[面头]?|当中|中)|出过?(?:好|什么)?主意|(?<![\u4e00-\u9fff])(?:统计|数)一下|到底|究竟|[这那]一?块|[这那]个?方面|(?:单位|公司|企业|机构|名字)(?:名称)?(?:就行|给我|就可以|即可)|"
    r"都?有(?:发言|文章|论文)(?:[或和](?:发言|文章|论文))?的?(?=公司|企业|$|[, ])|(?:两届|两次|两年|哪届|哪年|[几三]年的?(?:材料)?|材料)?都(?:要|算|行|可以|找|查)(?:上|进来|在内|找|查)?(?=$|[, ])|"
    r"(?:算上|包括|加上)[ ,的和]*$|[给向对](?:重庆)?(?:市政府|市里|市长|政府|市)?(?:国际经济)?(?:顾问团)?(?<![给向对])[ ,]*(?=提[过了出](?:什么|哪些)?(?:建议|意见)|出过?主意|支过?招)|"
    r"(?:都)?(?:有|是)?(?:哪家|哪些|哪位|哪个|哪里|哪几家|哪几位|哪)(?:公司|企业|外企|机构|单位|人|顾问|嘉宾|专家|家)?|谁|"
    r"[这前]?几(?:届|次)(?:年会|会议)?(?:里面?|[中上])?|(?:交了?(?:材料|论文)的)?(?:顾问)?(?:公司|企业|单位)?(?:里面?|[中]|当中)(?=[, ]*哪)|(?:[这几]+年的?)?材料里(?:出现过?)?的?|(?<=[, ])(?:只算|不算|单算)[^,]*$|(?:发过?言过?|(?:交|写|投)过?了?(?:文章|论文|材料|稿子?))(?:[或和与](?:发过?言过?|(?:交|写|投)过?了?(?:文章|论文|材料|稿子?)))?(?=$|[, ])|历次|历届|"
    r"(?:特别)?(?:建议|提议|主张|提出|提到|提过|提及|倡议|呼吁|认为|说过|讲过|谈过|谈到|讲到|说到|写到|写过|涉及到?|表态|表过态|表了态|发声|发了声|收到|刊登|刊出|介绍过|强调|提醒|觉得|指出)(?:过|了|要|的是|的)?|"
    r"有没有(?:人|谁|哪[家位个])?|"
    r"(?:都)?(?:说|讲|谈|提|聊)(?:过|了|的)?(?:些)?(?:什么|啥|哪些)?(?:内容|话|建议|看法|意见)?(?=$|[, ])|"
    r"(?:都)?(?:说|讲|谈|提)(?:过|了)(?:些)?(?:什么|啥|哪些)|帮我列(?:一?下|出来)?|[这那][两几]份(?:材料|文件)|聊(?:过|到|了)|"
    r"(?:有)?(?:什么|啥|哪些|何|怎样的)(?:看法|建议|主张|意见|观点|想法|说法|高见|具体建议|具体措施|措施|内容)?|(?:的)?(?:看法|主张|观点|意见|建议|说法|想法|高见|侧重点|重点|发言|职务)(?=$|[, ])|"
    r"(?:是)?(?:怎么|怎样|如何|咋)(?:看待|看|说|讲|谈|办|想|建|搞|样|回事|解决|做|弄|表态|评价)?(?:的)?|"
    r"是(?:什么|啥)(?:意思)?|是(?:怎么)?回事|(?:吗|呢|吧|呀|啊|嘛|么)(?=$|[, ])|对于|关于|至于|有关|方面|"
    r"(?:的)?(?:有)?哪些|多少|几(?=[家位个名条])|一共|总共"
)
ASKING_ENGLISH = re.compile(
    r"(?<![a-z0-9])(?:(?:who|companies|firms|advis[eo]rs|speakers)(?: has| have)? raised|(?:said|say|says) anything|ask(?:s|ed|ing)? for|warn(?:s|ed)(?: that| of| about)?|tells? us|announc(?:e[sd]?|ing)(?: plans? (?:for|to))?|promis(?:e[sd]?|ing) to|"
    r"how (?:often|many times)|(?:show(?:s|ed|n)?|turn(?:s|ed)?) up|appear(?:s|ed)?|in any year|no matter (?:which|what) year|all years|across(?: all)?(?: the| these)? (?:documents|years|meetings)|(?:in )?(?:all )?(?:the|these) documents|do we have|name them|quoted|that|"
    r"who|whom|spoke|speak|made|make|given|gave|whose|which|what|where|when|how|did|does|do|was|were|is|are|has|have|had|anyone|anybody|somebody|"
    r"someone|propos(?:e[sd]?|ing|als?)|suggest(?:s|ed|ing|ions?)?|recommend(?:s|ed|ing|ations?)?|advis(?:e[sd]?|ing)|"
    r"advice|ideas?|show|list|give|find|say|says|said|talk(?:s|ed)? about|mention(?:s|ed)?|tak(?:e|es|en|ing) part|took part|wrote|writes?|deal(?:s|t)?(?: with)?|(?:devoted|dedicated|relat(?:es?|ed|ing)) to|"
    r"focus(?:es|ed)? on|touch(?:es|ed)? (?:up)?on|br(?:ing|ings|ought) up|altogether|in total|"
    r"everybody|everyone|any (?:year|meeting)|offer(?:s|ed)? to|as an? (?:model|example)|push(?:es|ed|ing)? for|(?:the )?(?:volume|newspaper page)|the city to|tells?|told|"
    r"look(?:s|ed|ing)? (?:at|to|into)|point(?:s|ed|ing)? to|(?:each|all|both) of them|think(?:s)?|thought|in favou?r of|thoughts|view(?:s)?|opinion(?:s)?|about|regarding|"
    r"on|tell|me|guys?|boss|speakers?|anything|something|everything|please|should|would|could|can|company|companies|adviser|advisers|advisor|advisors|organi[sz]ations?|"
    r"want(?:s|ed)?|call(?:s|ed)? for|from|between|all|any|there|they|he|she|chongqing)(?![a-z])"
)
ASKING_BESIDE_CHINESE = re.compile(
    r"(?<![a-z0-9])(?:who|which|what|how|did|does|propos(?:e[sd]?|als?)|suggest(?:s|ed|ions?)?|recommend(?:s|ed|ations?)?|advice|ideas?|say|says|said|views?|opinions?|plans?|next step|about|the|on|of|for)(?![a-z])"
)
"""English words of asking in a Chinese question (Ericsson 的 plan 是什么)."""
ASKING_WORDS = frozenset(
    """
    主要 内容 书 篇 份 本 这本 那本 一 这一 那一 版 一版 论文 论文集 文章 发言 发言稿 讲话 讲稿 演讲 演讲稿 致辞 稿子 文稿 建议书 材料 报告 文件 提案 提议 采访 访谈 汇报 文字 全文
    建议 意见 主张 看法 想法 观点 说法 做法 见解 高见 洞见 思路 思想 论点 论述 立场 态度 角度 切入点 出发点 着眼点 关注点 侧重点 侧重 重点 要点 要旨 主旨 主题 中心思想 核心 大意 意思 意图
    精神 精华 干货 亮点 看点 结论 提纲 摘要 概要 梗概 总结 概括 汇总 清单 全部 所有 一切 完整 详细 具体 简单 简要 究竟 到底 主意 点子 招 招儿 一招 高招 妙招 支招 招数 计策 对策 良策 方案 妙计 锦囊
    建言 献策 建言献策 忠告 安排 部署 倡议 呼吁 诉求 期望 期待 希望 愿望 心愿 设想 构想 要求 需求 打算 计划 目标 准备 承诺 表态 答复 回答 反馈 贡献 作用 话 说话 名言 金句
    问题 谈话 谈话要点 冲突 观点冲突 变了 没有 有没有 列 列出 列出来 看看 听听 点 点啥 支 出 出了 给 献 献上 带来 贡献了 介绍 讲 讲了 谈 谈了 写 写了 写的 聊 聊了 谈论 论 述 阐述 表达 表示 强调 关心 关注 看重 在意 看待 认同 想 想要 想说 打的 算盘
    收 收了 登 登了 顾问 嘉宾 专家 单位 公司 企业 集团 机构 老总 老板 老外 掌门 掌门人 负责人 领导 一把手 代表 人 人物 出来 解读 发布会 会 会上 开会 大会 见报 报上 报纸 名单 参加 出席 上面 里面 里头 咱们 我们 重庆 市里 政府
    下 一步 下一步 今后 以后 未来 往后 接下来 干啥 做啥 咋样 怎样 如何 哪方面 哪些方面 各方面 方面 领域 分别 各自 各 两家 两位 两者 二者 双方 异同 区别 差异 差别 不同 相同 不同点 相同点 共同点 共同 分歧 交集 对比 比较 比 对照 前后 变化 变
    plan plans next step steps ceo chairman chairwoman president head put forward advocate advocates advocated argue argues argued remarks comments comment
    报道 写出 亲自 出面 留下 留下来 作者 署名 挂 挂着 头衔 企业家 市长 市长顾问团 顾问团 算 算上 包括 那天 当天 找找 查查 说法 这么 那么
    交 交了 递交 递交了 提交 提交了 供稿 投稿 到场 到会 与会 参与 参加了 出席了 亮相 露面 上台 两届
    历年 参会 前前后后 前前 后后 露了面 露 page online 加起来 加 起来 刊 专题 刊登 登出 收到 发声 声 出现 开 上来 派 派人 派代表 发 言 批 那批 递 递了 圆桌 圆桌会 圆桌会议 座谈会 研讨会 报告会 会议上 年会 年会上 版面 那一期
    名堂 药方 路子 事 事情 事儿 花样 动作 新动作 口径 中心 说来 听听 开口 聊了 换人 这回 那回 那一栏 版面 哪四点 放在 几件 几点 几条 几件事 名目 门道 道道 盘算 主心骨 心思 意向 走向
    papers speeches articles authors we documents all meeting meetings session sessions conference message messages nutshell ask asks asked asking shift shifts shifted evolve evolved evolution move moved brief briefly short one two three call calls called for tell told talk talked mean meant
    take takes took taken part attend attends attended submit submits submitted contribute contributed contributes
    present presents presented presenting describe describes described discuss discusses discussed
    paper speech talk submission report summary main points point overview everything contribution position stance priorities priority emphasis emphasise emphasize focus takeaways
    takeaway agenda highlights highlight key message messages gist input feedback approach angle perspective perspectives wishes demands requests request offer offers ambitions ambition goals goal
    summarise summarize summarised city change changed changes company firm group overall general total full whole two both compare compared comparison differ differently differences similar similarities common versus bring brought table
    """.split()
)
"""Beside a name these only ask what was said; a subject they are not."""
# Questions that go on from the one before.
LEANS = re.compile(
    r"^(?:那|一共|总共|共)*有?(?:多少|几)(?:家|位|个|条|篇)(?:公司|企业|机构|顾问|人|建议)?[呢吗]?$|^in (?:19|20)[0-9]{2}$|"
    r"^(?:那么?|然后|还有|再看看?|换成|至于)(?!里|个|些|边|样|时|年|次|届|版|页|场|位|家|谁|哪|没)"
    r"|^还有(?=(?:谁|哪些?人?|哪[家位])(?:说过|提过|说了|提了)?[吗呢]?$)|呢$|^(?:and|what about|how about|and what about)(?![a-z])"
)
PRONOUN = re.compile(
    r"^(?:那么?|请问|还有|然后)?(?:对?(?:他|她|它)们?(?!山)|这家(?:公司|企业|机构)?|该(?:公司|企业|机构)|这位(?:顾问|先生|女士)?|(?:这|那)个人|(?:这|那)人(?![才员力工民口数形文群类])|此人)"
    r"|^(?:and |but )?(?:what (?:else )?(?:did|does|do|has) |did |does |who is |who are |has )?(?:he|she|they|it|this company)(?![a-z])"
)
MAN_OR_WOMAN = re.compile(r"^(?:那么?|请问|还有|然后)?对?[他她](?!们)|(?<![a-z])s?he(?![a-z])")
TOGETHER = re.compile(
    r"^(?:那么?)?(?:和|跟|与|同)|比(?:较|呢|起来|一比)?(?=$|[, ])|相比|对比|compare|versus|(?<![a-z])vs"
)

ASKED_WITH = frozenset(
    """
    谁 谁是 谁的 的 有 了 说 讲 提 对 什么 哪些 哪家 哪位 哪个 怎么 怎么样 建议 提出 提过 讲过 说过 提到 看法 意见 主张 公司 企业 顾问 关于 是 是谁 是什么
    啥 咋 些啥 聊 聊了 一下 对比 对比一下 比较 比较一下 几个 几家 几位 多少 一共 总共 单位 分别 年 届
    吗 呢 要 把 让 给 在 和 谈 搞 做
    """.split()
)
"""What questions are made with; typed by sound, these come before other words of the same sound."""

PARTICLES = "的了吗呢吧啊呀嘛着过对把被让给向从在与和及等之谈提说讲问看"
"""Fillers that are never part of a name of two characters."""

FILLERS = frozenset(
    """
    的 了 等 和 与 或 及 在 是 有 无 不 没 也 还 就 都 又 再 很 太 更 最 好
    多 少 大 小 能 会 要 想 该 应 应该 可以 可 可能 把 被 让 给 为 为了 从 向 到 往
    跟 同 用 以 来 去 上 下 里 中 内 外 间 前 后 时 个 家 位 名 条 种 些 这
    那 这些 那些 这个 那个 哪 其 它 他 她 我 你 我们 你们 他们 咱们 自己 搞 弄 做 办 干 当 像
    年 届 比如 比较 一下 一个 一些 一种 一起 一样 大家 东西 事 事情 时候 地方 办法 方法 好让 拿 特别 大力 进一步 怎么 如何 什么
    哪些 谁 吗 呢 吧 啊 呀 嘛 咋 啥 之 而 但 则 即 因 因为 所以 如果 的话 并 并且 而且 通过
    根据 按照 对 对于 关于 说 讲 谈 写 提 问 看 听 叫 使 令 得 地 着 过 起 出 进 完 成
    意思 例子 出来 出自 整 套 本 份 这本 那本 这套 那套 一套 数一数 支招 想到 想过 没有 有人 打算 以后 之后 里头 里面 专门
    请 重庆 城市 地区 工作 那边 这边 那儿 哪儿 儿 回事 那版 那页 那次 那场 那届 版 登 登了 年会 会议 会上 公司 集团 先生 女士 博士 mr mrs ms dr
    """.split()
)
"""Words of a question that say nothing about its subject; every record is about Chongqing."""
