"""The words with which people ask among organisations of one sort: 哪些日企, 车企里谁, how many carmakers.

All patterns are for folded text (Simplified, lower case).
"""

import re
from collections.abc import Mapping

_COMPANIES = r"(?:公司|企业|外企|顾问|厂商)"
_OFFICES = r"(?:政府部门|部门|单位|机构|协会|区县|政府|官员)"
_MORE = rf"(?:(?:,|和|与|或|及)(?:{_COMPANIES}|{_OFFICES}))*(?:和|与|或|及|以及|还有)"
OF_ANY_SORT = re.compile(
    rf"(哪些|哪几?[家个]|多少家?|几家)(?:{_COMPANIES}{_MORE}{_OFFICES}|{_OFFICES}{_MORE}{_COMPANIES})(?!.{{0,2}}(?:合作|合办|共建|共同|联合|对接|联手|之间|一起))"
)
AMONG_EVERYBODY = r"\1单位"
"""Asking among companies and authorities at once (哪些公司和部门), and how everybody is said in one word."""
_AUTHORITIES = r"(?:authorities|officials|(?:government |city )?departments|government bodies|districts|government|public bodies)"
OF_ANY_SORT_ENGLISH = re.compile(
    rf"(?<![a-z])(which|what|how many) (?:(?:companies|firms|advis[eo]rs)(?:,| and| or|, and|, or|/) ?(?:the )?{_AUTHORITIES}|{_AUTHORITIES}(?:,| and| or) (?:companies|firms|advis[eo]rs))(?![a-z])"
)
AMONG_EVERYBODY_ENGLISH = r"\1 organisations"
"""The same in English."""

FOREIGN = re.compile(
    r"(?:外企|外资(?:企业|公司)?|外国(?:企业|公司)?|外方|境外|跨国(?:公司|企业))的?(?=顾问)|(?<![a-z])foreign (?=advis[eo]rs)"
)
"""What goes without saying of the council's advisers (外企顾问)."""

OFFICES_TOGETHER = re.compile(
    r"(?<=[些个的])(?:政府部门|部门|单位)(?:,|和|与|或|及|以及|还有)(?:区县|开发区|新区|高新区|开发园区|区(?![域间块段位分别]))(?:(?:,|和|与)(?:开发区|新区|高新区))*"
)
"""Authorities of several sorts named together, and how they are said in one word."""
OFFICES = "部门"

OF_SORT = re.compile(
    r"(?:哪(?:些|几|个|家|位)?(?:家|个|位|名)?|(?:多少|几)(?:家|位|名|个)|都有(?:哪些|什么))(?P<sort>外企|外资|外商|外国公司|外国企业|跨国公司|跨国企业|顾问|官方|官员|政府部门|政府单位|部门|区县|公司|企业|厂商|厂家)"
    r"|(?P<before>外企|外资企业|外资公司|外资|跨国公司|顾问|官方|官员|政府部门|政府单位|部门|公司|企业)(?:里|里面|当中|之中|中)(?:都)?(?:有)?(?:哪|谁)"
    r"|的(?P<told>外企|外资企业|外国公司|跨国公司|顾问|政府部门|部门|公司|企业|厂商|厂家)(?:都|一共|总共)*(?:有|是)(?:哪|几|多少|谁)"
    r"|(?:which|what|how many) (?:other )?(?:city |government |municipal |local )?(?P<english>foreign companies|foreign firms|advis[eo]rs|officials|authorities|departments|governments|companies|firms)"
)
"""Asking among organisations of one sort."""

_OCCASION = r"[第0-9一二两三四五六七八九十届年月日号会次论文集报纸和与及, ]"
_WAS_THERE = r"(?:发[了过]?言|参会|与会|到[会场]|来|去|露[过了]?[面脸]|亮相|写稿|[写交投登][了过]?(?:文章|论文|材料|稿子?|报)|投稿|供稿|讲话|上台)[了过]?"
_SAID_IT = r"(?:[提说讲谈聊写][到过了及起]|谈|讲|写(?![稿文论报材])|提出|涉及|建议|主张|呼吁|倡议|强调|关注)[了过]?[^谁哪几]+"
THOSE_WHO = re.compile(
    rf"^在?{_OCCASION}*[上里中]?[ ,]*[都均也曾有]*(?:{_WAS_THERE}|(?:参加|出席)[了过]?{_OCCASION}*|(?!.{{2,3}}(?:要?来|到|去)?重庆的[^的]+$){_SAID_IT})的(?=[^的]+$)"
)
"""Before a sort that ends a question without a word of asking (提到氢能的公司, 2021年来的日企) ..."""
WHICH = "有哪些"
"""... and what it leaves out."""

PLAIN_SORTS = r"公司|企业|厂商|厂家|集团|机构|单位|外企|外商|顾问|嘉宾|代表|老总|compan(?:y|ies)|firms?|ones|advis[eo]rs?|speakers?"
"""What stands behind the word for a sort: 日本公司, German firms."""
PLAIN_SORT, PLAIN_PEOPLE, PLAIN_SORT_ENGLISH = "公司", "嘉宾", "companies"
NOUN, COUNTRY, TRADE, MORE = "\ue000", "\ue001", "\ue002", "\ue003"
"""Marks for the words of data/sorts.yaml in a text: what begins one, and its further characters.

日本的银行 is COUNTRY MORE 的 NOUN MORE. Folding leaves no such characters in what people type.
"""
US = "us"
"""A country only before companies: tell us."""
BEFORE_ONE, BEHIND_ONE = frozenset("些个"), frozenset("域间块段位分别")
"""Around a word of one character (哪些区, not 哪些区域)."""
_NOUN, _COUNTRY, _TRADE = (f"{mark}{MORE}*" for mark in (NOUN, COUNTRY, TRADE))
_WORD = f"[{COUNTRY}{TRADE}]{MORE}*"
A_NOUN = re.compile(_NOUN)
_JOINED = "和|与|及|以及|或者?|、|等|,?(?:这类|这些|之类的?|这样的|含|包括)|,|and |or "
JOINS = re.compile(rf"(?:{_JOINED}|跟| )*")
"""Between sorts that are named together."""
_SEVERAL = rf"(?:(?:{_WORD}(?:公司|企业)?|{_NOUN})(?:的| )?(?:(?:{_JOINED}) ?)?)*"
_MADE = rf"(?:做|搞|干|造|生产|经营|从事){_WORD}(?:(?:和|与|,){_WORD})*(?:的|业务的|这一?行的)|{_WORD}(?:来|那边)的|来自{_WORD}的"
_NAMED = rf"{_SEVERAL}(?:(?:{_WORD}(?:的| )?|{_MADE})(?P<plain>{PLAIN_SORTS})|(?:{_MADE})?{_NOUN}|{_MADE})(?:们|公司|企业|[这那]?一级)?"
NAMED = re.compile(_NAMED)
"""Sorts named together, in a marked text: 日本的银行和证券公司, German carmakers."""
NAMED_OR_PLAIN = re.compile(f"(?:{_NAMED}|{PLAIN_SORTS})")
COUNTED_BEFORE = re.compile(
    r"(?:(?P<one>哪(?:家|个|位|名|一家))|哪(?:些|几|两|三)(?:家|个|位|名|些)?|(?:多少|(?<![十好])几)(?:家|个|位|名)?是?|都有谁)的?$"
    r"|(?<![a-z])(?:which|what|how many|number of)(?: of)?(?: the)? $"
)
"""Before a sort of organisations: somebody is asked for among them, and how many or who is what is asked."""
TOLD_BEFORE = re.compile(
    r"(?<![a-z])(?:list|name|show)(?: me)?(?: all)?(?: the)? $|"
    r"(?:(?P<one>那(?:家|个|位))|那(?:些|几家)|所有|全部|全体|各家?)的?$|(?<![a-z])(?:all|any|every|did|do|does|by|those)(?: of)?(?: the)? $"
)
"""The same, where these words only point at them."""
BROAD_NAMES: Mapping[str, str] = {
    "advisers": r"外企|外资(?:企业|公司)?|外商|外国(?:公司|企业)|跨国(?:公司|企业)|顾问|(?<![a-z])(?:foreign (?:companies|firms)|advis[eo]rs)(?![a-z])",
    "officials": r"官方|官员|政府(?:部门|单位)?|机关|部门|(?<![a-z])(?:officials|authorities|departments)(?![a-z])",
    "companies": r"公司|企业(?!家)|厂商|厂家|(?<![a-z])(?:company|companies|firms)(?![a-z])",
}
"""What people call the broad sorts."""
_ANY_BROAD = "|".join(BROAD_NAMES.values())
_LEFT_OUT_ONE = rf"(?:{_COUNTRY}(?:的| )?)?(?:{_WORD}(?:的| )?(?:{PLAIN_SORTS})|{_NOUN})|{_ANY_BROAD}"
_LEFT_OUT = rf"(?:{_LEFT_OUT_ONE})(?: ?(?:和|与|或|及|,|、| and | or | nor ) ?(?:{_LEFT_OUT_ONE}))*"
_ENDS = r"(?=$|[ ,的里中外还都也谁哪有几在谈提说讲是来去参发一]|(?:以|之)外|除外)"
"""What may stand behind a sort that is left out: it goes on as another word otherwise (银行贷款)."""
MAY_LEAVE_OUT = re.compile(
    r"除|撇开|抛开|不算|不含|不包括|不是|并非|非|[以之]外|(?<![a-z])(?:besides|except|apart from|other than|excluding|non|not)|n't"
)
"""What questions that leave out a sort have in common."""
LEFT_OUT = (
    rf"(?:(?<![消解免清扣拆排废删去根破剔])(?:除了|除开|除去|撇开|抛开|不算|不含|不包括) ?(?:和|与|及|,)?(?P<but>{_LEFT_OUT}){_ENDS}(?:(?:以|之)?外|除外)?"
    rf"|(?<![消解免清扣拆排废删去根破剔])除(?P<without>{_LEFT_OUT})(?:以|之)?外"
    rf"|(?<![a-z])(?:besides|except(?: for)?|apart from|other than|excluding) (?:the )?(?P<besides>{_LEFT_OUT})(?![a-z])"
    rf"|(?:^|(?<=[ ,年]))(?:不是|并非)(?P<none>{_LEFT_OUT})(?=的)"
    rf"|(?:^|(?<=[ ,年些家个位]))非(?P<non>{_LEFT_OUT}){_ENDS}"
    rf"|(?<![a-z])(?:non[ -]|(?:that|who) (?:are|is|were|was)(?:n't| not) (?:from )?)(?P<not>{_LEFT_OUT})(?![a-z])"
    rf"|(?:^|(?<=[ ,年]))(?P<before>{_LEFT_OUT})(?:(?:以|之)外|除外))"
    r"(?:的(?P<companies>公司|企业)|的(?P<advisers>外企|顾问)|的(?:机构|单位)|的)?[ ,]*"
)
"""A sort that is left out, in a marked text (除了日企, companies other than banks), and of whom it is.

Compiled when it is first needed: that takes as long as several questions.
"""
OF_NO_SORT = frozenset({"none", "non", "not"})
"""The groups of it where who is left is said to be something else: companies, where that was said of them."""
COMPANIES_OF_A_SORT = re.compile(
    r"(?:公司|企业|厂商|厂家|企|(?<![a-z])(?:compan(?:y|ies)|firms?|banks|[a-z]*makers))(?![\u4e00-\u9fffa-z])"
)
"""The word for a sort that is one of companies, wherever it stands."""
OF_COMPANIES = re.compile(r"(?:公司|企业|厂商|厂家|compan(?:y|ies)|firms?)$")
"""A sort that says of itself that it is one of companies."""
BROAD = re.compile("|".join(f"(?P<{name}>{words})" for name, words in BROAD_NAMES.items()))
"""The broad sorts, wherever a question names them."""
FROM = re.compile(r"来自|from ")
IN_TRADE = r"(?:做|搞|干|造|生产|经营|从事|来自|(?<![a-z])from (?:the )?)"
OF_TRADE = r"(?:的|那边|这边|人(?![才工民])|行?业|界|类|系|籍|裔|公司|企业|厂商|厂家|机构|集团|顾问|嘉宾|和|与|跟|,| ?(?:compan(?:y|ies)|firms?|ones|groups?|speakers|advis[eo]rs)(?![a-z]))"
"""Before and behind a country or trade that says of which sort somebody is."""
ANYWHERE = re.compile(
    rf"{_NOUN}|{IN_TRADE}?{_COUNTRY}{OF_TRADE}*|{IN_TRADE}{_TRADE}{OF_TRADE}*|{_TRADE}(?:{OF_TRADE}+|(?=(?: and | ?\+ ?|这类|这些|这样的|之类的?|等)?(?:{_TRADE}|{_NOUN})))"
)
"""Sorts wherever they stand in a marked text: nouns, countries, and trades with what makes sorts of them."""
SPOKEN_OF_BEFORE = re.compile(
    r"(?:(?<![谈说讲聊])[提谈说讲聊写](?![谈说讲聊])[到过了起及]?|涉及到?|关于|有关|针对|围绕|强调|关注|建议|主张|支持|(?<![a-z])(?:on|about|mention(?:s|ed|ing)?|(?:sp(?:eak|oke|oken)|talk(?:s|ed)?|sa(?:y|id)) (?:of|that)) )[^,的]*$"
)
"""Before the word for a sort that is what somebody speaks of: 提到金融的公司有几家."""
MAY_STAND_BEFORE = re.compile(
    r"(?:^|[,的是有些家位个名里中上]|(?<![a-z]) |参[会加]|[与到]会|发言|出席|[上登见]报|[写投供交]稿|[来请到]了|多少|所有|全部|起来|合计|[一总]共|头衔里?[带挂有是]着?|挂着?|以|(?<![a-z])(?:which|many|the|any|every|all|number of|list of|names of|by|and)) ?$"
)
"""Before a sort somebody is of; behind anything else (谁去新加坡, who spoke of Japan) it is what is spoken of."""
_HOW_MANY = r"(?:都|各|分别|一共|总共|共|就|只|到底|究竟|占|来|请)*了?(?:那么|这么)?有?"
AMONG_AFTER = re.compile(
    rf"(?!(?:是?谁|哪[家个位])(?:提|说|谈|讲|聊|建议|主张)[过了到的出]*[吗呢啊吧]?$)(?:(?:里[面头]?|当中|之中|中)[ ,]*)?(?:[在于][ ,]*)? *{_HOW_MANY}(?:哪|几|多少|谁)|的(?:论文|文章|稿子|发言|讲话)?[都共]*有(?:哪|几|多少|谁)|(?:里[面头]?|当中|之中)[ ,]"
)
"""Behind a sort that is asked among (日企里谁) ..."""
AMONG_LAST = re.compile(rf"[ ,]*{_HOW_MANY}(?:哪(?:几|些)|几|多少)(?:[家位个]|公司|企业|单位)?[吧呢啊呀]?$")
"""... where it ends what was said of them before it (讲氢的金融机构,几家) ..."""
AMONG_LATER = re.compile(
    rf",?[^,]{{1,20}}的{_HOW_MANY}(?:哪(?:几|些)|几|多少)(?:[家位个](?!月)|公司|企业|单位)?[吧呢啊呀]?(?=$|[, ])"
)
"""... and some words after it (日本企业提到氢能的有几家), where it stands at the beginning ..."""
AMONG_BEGINS = re.compile(
    r"^[ ,的]*(?:(?:历年|历届|历次)?(?:参会|与会|到会|出席|来过|出现过?)的)?(?:(?:顾问|嘉宾|作者|企业家|企业|公司|单位|代表|发言[人者])(?:里[面头]?|当中|之中|中)?)?(?:挂着?|是|有)?[ ,的]*$"
)
"""... or behind words that only say among whom (作者里挂董事长头衔的)."""
AMONG_SAID = re.compile(
    r"(?:都)?(?:给|对|向)[^,]{1,6}(?:的|提[了过出]?的?)[^,]{0,4}(?:建议|意见|主意|看法|观点|主张)|(?:们)?的(?:建议|意见|主张|观点|看法)(?:都|分别)?(?:是什么|是啥|有?哪些|有?什么)?[吗呢]?$"
    r"|(?:里面?|们)?[ ,]*(?:都|各|分别|有没有|曾经?|也)*(?:提|说|讲|谈|建议|主张|怎么(?:看|说|讲|评价)|如何(?:看|评价)|(?:对|关于|就).*(?:什么|哪些|啥|怎么|如何)"
    r"|有(?:什么|哪些|啥|何)(?:建议|主张|看法|想法|意见|观点|主意|高见))"
    r"| (?:on|about|said|saying|say|recommend|recommended|propose|proposed|advise|advised|suggest|suggested|want|wanted)(?![a-z])"
)
"""Behind a sort with which the question begins: what they said is asked for."""
