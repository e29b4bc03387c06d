"""How Hypothesis is run here, and the texts people and programs may send."""

from hypothesis import settings
from hypothesis import strategies as st

PROPERTY = settings(deadline=None, database=None, max_examples=60)
"""For properties that ask the engine: no time limit, nothing kept in the repository."""

_PIECES = st.one_of(
    st.text(max_size=8),
    st.text("的一是和在中第十五六届年会谁建议提过爱立信惠普高通奥特斯巴斯夫氢能碳人才", max_size=8),
    st.text("abehinostuxz 0125&.+'-%/", max_size=8),
    st.sampled_from(
        ["2020年", "第十六届", "5G", "AT&S", "who", "哪些公司", "多少条建议", "是否采纳", "的", " "]
    ),
    st.sampled_from(
        ["\x00", "\u200b", "\u202e", "\ufeff", "👨‍👩‍👧", "🇨🇳", "ﷺ", "乾", "𠮷", "臺", "ǜ", "\n", "\t"]
    ),
)
ANY_QUESTION = st.lists(_PIECES, max_size=8).map("".join)
"""Questions, fragments of questions, and what is none."""
