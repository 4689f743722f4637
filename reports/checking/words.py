"""What Vietnamese syllables are made of, and the slips that offices make most: language, not law."""

# Longest first: «ngh» before «ng» before «n»; «gi» and «qu» before «g» and «q».
ONSETS = (
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m",
    "n", "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
_RHYMES = """
    a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êc êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in ing inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet oi om on ong oong
    ooc op ot ô ôc ôi ôm ôn ông ôông ôp ôt ơ ơi ơm ơn ơng ơp ơt
    u ua uân uâng uât uây uc uê uêch uên uênh uêt uêu ui um un ung uơ uôc uôi uôm uôn uông uôt up ut
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y ych yêm yên yêng yêt yêu yn ynh yt
"""
RHYMES = frozenset(_RHYMES.split())
# Words of offices and machines that are not Vietnamese syllables.
FOREIGN = (
    "internet", "website", "web", "email", "e-mail", "online", "offline", "zoom", "zalo", "facebook", "google",
    "video", "virus", "virut", "server", "wifi", "smartphone", "laptop", "excel", "word", "powerpoint", "file",
    "e-learning", "elearning", "learning", "blog", "app", "chatbot", "camera", "clip", "logo", "slide", "link", "qr",
    "pdf", "stem", "steam", "robot", "test", "fax", "photo", "photocopy", "scan", "karaoke", "gala", "festival",
    "covid", "sars", "vaccine", "vắc-xin", "mail", "portal", "cloud", "blockchain", "big", "data", "ioffice", "meet",
    "teams", "youtube", "classroom", "drive", "form", "forms", "canva", "kahoot", "quizizz", "padlet", "marketing",
)  # fmt: skip
# Syllables that can be taken apart and yet are no words: nearly always hỏi for ngã, or the other way round.
SYLLABLES = {
    "giử": "giữ", "cữa": "cửa", "cũa": "của", "cã": "cả", "đễ": "để", "nhửng": "những", "giãm": "giảm", "xữ": "xử",
    "sữ": "sử", "lảnh": "lãnh", "mổi": "mỗi", "khỏan": "khoản", "thũ": "thủ", "đãm": "đảm", "tỗ": "tổ", "chũ": "chủ",
    "quãn": "quản", "giãi": "giải", "kễ": "kể", "phãi": "phải", "hửu": "hữu", "diển": "diễn", "nghỉa": "nghĩa",
    "chử": "chữ", "đả": "đã", "dể": "dễ",
}  # fmt: skip
# Pairs: each syllable is a word, the two together are a slip.
PAIRS = {
    "số lược": "số lượng", "chất lược": "chất lượng", "lực lược": "lực lượng", "xây đựng": "xây dựng",
    "kiên toàn": "kiện toàn", "phân cộng": "phân công", "cổng vụ": "công vụ", "cộng vụ": "công vụ",
    "thũ tục": "thủ tục", "thủ tụt": "thủ tục", "chuyễn đổi": "chuyển đổi", "chuyển đỗi": "chuyển đổi",
    "cãi cách": "cải cách", "hành chánh": "hành chính", "nghiệm vụ": "nhiệm vụ", "nhiệm vụi": "nhiệm vụ",
    "sữa đổi": "sửa đổi", "bổ xung": "bổ sung", "sử lý": "xử lý", "xử dụng": "sử dụng", "soạn thão": "soạn thảo",
    "giãi quyết": "giải quyết", "quãn lý": "quản lý", "đãm bảo": "đảm bảo", "trể hạn": "trễ hạn", "chử ký": "chữ ký",
    "công tát": "công tác", "thực hiên": "thực hiện", "triễn khai": "triển khai",
    "hổ trợ": "hỗ trợ", "nổ lực": "nỗ lực", "lảnh đạo": "lãnh đạo", "cũng cố": "củng cố", "dạy hoc": "dạy học",
}  # fmt: skip
