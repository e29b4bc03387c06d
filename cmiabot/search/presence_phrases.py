"""The words of questions about who was there: being there, speaking, writing, and asking for it in passing.

All patterns are for folded text (Simplified, lower case).
"""

import re

ASKS = re.compile(
    r"谁|哪|几|多少|什么人|名[单字录]|数目|数量|[列挑报拉]|的[^的,]{1,6}$|发言|发声|讲话|说话|到场|露[过了]?[面脸]|出[席面]|参加|[写交递投登刊]"
    r"|(?<![a-z])(?:who|which|what|how many|number|list|names?|count|any|every|each|all|total|took|attended|spoke|spoken|quoted|present|signed|submitted|wrote|handed)(?![a-z])"
)
"""That somebody is asked for, or what they did there: a meeting or a sort alone (日企) may ask anything."""
NOTHING = re.compile(r"(?:[ ,的里]|(?<![a-z])(?:in|at|of|from|the|all)(?![a-z]))*")
"""What may stand beside a sort that is the whole question (banks in 2021)."""
WHAT = re.compile(r"(?<![a-z])what(?:'s| is| was| are| were)? new(?![a-z])")
"""Asking for what was said, and not who said it."""
COUNTS = re.compile(
    r"多少|(?<!哪)几(?!位是)|数目|数量|(?<![a-z])(?:how many|number of|count|total)(?![a-z])|(?<![\u4e00-\u9fff])数"
)
OTHERWISE = re.compile(
    r"没|不|除|未|只|仅|首次|头一|第一次|(?<![a-z])(?:no|not|n[o']?t|isn|aren|wasn|weren|except|besides|without|only|never|different|first|new|newcomers?|often|times)(?![a-z])"
)
"""Asking for others than these, or how often: no question of this kind."""
WHETHER = re.compile(
    r"是不是|有没有|不[论管限分]是?哪?一?[年届次]?|[了过]没有?(?=$|[ ,])|重复的?[别不只]算[^,]*"
)
"""What asks whether, or says how to count: nothing else than these is asked for by it."""
THINGS = re.compile(
    r"[写交递投收登刊出][了过的]?(?:材料|文件|文章|文字|东西)|[那这][份些](?:材料|文件)"
    r"|[那这]一?[版页张天场次届回组份期](?:报纸)?|[几多一二两三四五六七八九十0-9]+[个家位名篇份间条国回次遍]|露[过了]?[面脸]|[讲说][了过]?话|发[了过]言|这样做的|(?<![谁家位个])[讲说谈][了过的]*(?=$|[ ,吗呢])"
    r"|头衔里?[带挂有是]着?|挂着?|以(?=[^,]{1,12}身份)|身份(?=署名|出席|参加|发言)"
)
"""Documents, amounts, titles and what is done there, told by the words beside them."""
OF_THE_OCCASION = re.compile(r"主题会议?|(?:发布|座谈|圆桌)会?(?:那[天场次])?")
"""What else a meeting that is named is called."""
SOMEBODY = re.compile(
    r"谁|嘉宾|人[们员]?$|[哪几][家位]|公司|企业|单位|机构|顾问|作者|(?<![a-z])(?:who|companies|firms|speakers|authors|advis[eo]rs)(?![a-z])"
)
"""That people or organisations are asked for, not what was said (2021年有哪些建议)."""
OF_PAPERS = re.compile(r"[篇份]|论文|文章|稿|(?<![a-z])(?:papers?|articles?)(?![a-z])")
OF_PEOPLE = re.compile(
    r"[几少][位名]|[几少]个?人|谁|(?<![a-z])(?:who|people|speakers?|officials?|advis[eo]rs?)(?![a-z])"
)
"""Counting papers, or people, and not organisations."""
HERE = frozenset(
    """
    其中 其 但 但是 而 却 这些 那些 这类 那类 等 等等 书 给 同 同一 同一个 一下 在 能 行 多 写 写稿 稿 稿件 稿子 递 递交 交 交稿 投 投稿 供稿 收 收了 收录 收录了 收到 收进 编 编进 登 登了 登出 登出来 刊 刊出 刊登 报 报上 报纸 上报 见报 论文 论文集 文集 文章 集子
    派 派人 派出 派来 各派 来 来了 来过 来到 去 去了 到 到了 到场 在场 会场 场上 台上 上台 上去 上来 露脸 露面 出面 出来 出动 出场 出现 出现过 出 冒 冒出来 发声 发言 讲话 说话 开口 表态 参加 参与 出席 参会 与会
    名单 名录 名字 名 姓名 报一下 拉 拉个 挑 挑出来 列 列出 列一下 列出来 麻烦 谢谢 请 请了 请问 帮忙 帮 帮我 找 找一下 看 看看 查 数 数数 数一数 数一下 算 算算 给我 告诉 告诉我 我 我想 想 知道 能否
    署名 作者 执笔 亲自 自己 人 人数 人物 人员 人士 代表 家 家数 单位 机构 嘉宾 专家 老板 老总 高管 领导 那边 这边 业 界 类 系 谁家 一把手 份儿 有份儿
    次 那次 这次 那场 那届 届 年会 会 会议 会上 大会 开会 那版 版 版面 专题 页 张 那张 天 那天 当天 月 份 篇 回 年 年份 两次 两届 两年 两回
    一块儿 一块 一起 一共 总共 共 总 合计 加起来 加 起来 数目 数量 个数 多少 几 占 占了 是 有 还是 说说看 更 更多 就 就是 就行 再 也 这样 这么 分别 各 各自 全部 所有 都 皆 均 都是
    哪些 哪几 哪 哪家 哪位 哪个 谁 谁是 谁的 什么 的 了 过 着 吧 呗 呢 吗 么 呀 啊 哦 哈 啦 呐 呃 嗯 这 那 个 位 些 间 里 里面 里头 中 当中 上 上面 下 从 自 由 被 把 和 跟 与 及 以及 或 还有 之 后 后来 以后 时候 一位 一家 一个 带 带着
    """.split()
)
HERE_ENGLISH = frozenset(
    """
    talk talks talked talking showed shown online how much more across plus someone took taken part attend attended attends spoke spoken speaking speaker speakers speech speeches write wrote written paper papers article articles
    submit submitted hand handed hands sign signed quoted present appear appeared appears turn turned turns up come came comes send sent contribute contributed contributions author authors
    adviser advisers advisor advisors company companies firm firms organisation organisations organization organizations people person persons somebody anybody everybody everyone anyone
    list count number total names many which who whose what any every each all year years meeting meetings session sessions page newspaper press conference volume book document documents
    annual theme briefing feature together combined altogether official officials representative representatives boss bosses please tell give show you could would can me us they there
    were was are is be been have has had did in on at of for from the a an to by with and or both well as their them that this these those into out one ones council mayor
    """.split()
)
