"""Shapes that more than one reader of bodies uses: where sentences end, what is masked.

All run on folded text with brackets and quotes masked.
"""

from __future__ import annotations

import regex

# "phối hợp với", "phối hợp chặt chẽ cùng", "phối hợp", "phối hợp giữa", "sự phối hợp của"; not
# "quy chế phối hợp với"
COORDINATE = regex.compile(
    r"""
    (?<!(?:quy\ chế|quy\ định)\s(?!phối\s+hợp\s+giữa))
    (?: phối\s+hợp | hiệp\s+đồng(?=[^.;,]{0,20}\svới\s) )
    (?: \s*,?\s+ (?: chặt\s+chẽ | tốt | đồng\s+bộ | (?:có\s+)? hiệu\s+quả | thường\s+xuyên
                 | hoạt\s+động | công\s+tác | kịp\s+thời | nhịp\s+nhàng ) )*
    (?P<link> \s+ (?: giữa | cùng\s+với | cùng | với | của(?<=sự\ phối\ hợp\ của) ) )? \s* :? \s*
    """,
    regex.VERBOSE,
)
# "tham mưu cho", "tham mưu, giúp", "trình", "đề xuất với", "kiến nghị"; not "quy trình"
ADVISE = regex.compile(
    r"""
    (?<! (?:quy|lộ|chương|tiến|giải|công|quá|hành|(?<!tôn\s)giáo|tờ|cơ\ quan|các\ ban|theo|các
          |giải\ quyết|tổ|bộ\ phận|tham\ mưu,?|gửi) \s ) (?<![\p{L}\d])
    (?P<verb> tham\s+mưu | giúp | trình | đề\s+xuất | kiến\s+nghị )
    (?: \s*,?\s* (?:và\s+)? (?: tham\s+mưu | giúp | trình | đề\s+xuất | kiến\s+nghị | báo\s+cáo ) )*
    (?: \s*,?\s+ (?: kịp\s+thời | tốt | (?:có\s+)? hiệu\s+quả | việc | lại ) )*
    (?: \s+ (?: cho | với | lên | đến | để ) )? \s+
    """,
    regex.VERBOSE,
)
# "báo cáo", "gửi", "gửi về"; the body may stand some words later, behind a preposition
REPORT = regex.compile(
    r"(?<![\p{L}\d])(?P<verb>báo\s+cáo(?!\s+viên)(?:\s+(?:ngay|nhanh|kịp\s+thời)(?!\p{L}))?|gửi|tổng\s+hợp(?:\s+(?:kết\s+quả|tình\s+hình|số\s+liệu))?\s+về"
    r"|(?<!(?:thông|dự|cảnh|quảng|khai|trình|mật|nhà)\s)báo(?:\s+ngay)?"
    r"(?!\s+(?:chí|cáo|đài|hiệu|động|hỏng|tin|giấy|điện|nhân\s+dân|ứng))"
    r"|phản\s+ánh(?=(?:[^.;,]|(?<=khó\s+khăn),){0,60}\s(?:về|đến|tới|với)\s)"
    r"|nộp(?=\s+(?:[^.;,]{1,30}\s)?về\s)|truyền\s+(?:dữ|số)\s+liệu(?=[^.;]{0,90}\s(?:về|đến|tới)\s)"
    r"|giải\s+trình(?=[^.;,]{0,40}\s(?:với|trước)\s)"
    r"|(?<=(?:chủ\s+động|kịp\s+thời|,|phải)\s)thông\s+tin(?=\s+(?:kịp\s+thời\s+|ngay\s+)?(?:về|cho|đến|tới)\s)"
    r"|thông\s+tin(?=\s+(?:số\s+liệu|tình\s+hình|kết\s+quả)\s[^.;,]{0,60}\s(?:về|đến|tới)\s)"
    r"|thông\s+báo(?=\s+(?:kết\s+quả|tình\s+hình|số\s+liệu)\s[^.;,]{0,60}\s(?:về|đến|tới)\s)"
    r"|đăng\s+ký(?=[^.;,]{2,60}\svới\s[^.;,(]{2,60}\s¦))(?![\p{L}\d])"
)
# "(qua Ban Tổ chức Thành ủy)", ", qua Văn phòng …"
VIA = regex.compile(r"(?:^|[(,]|\s)(?:thông\s+qua|qua)\s+(?:đầu\s+mối\s+)?(?:là\s+)?")
# Inside a bracket behind a body: "UBND xã (trực tiếp là | Phòng Kinh tế)"
NARROWER = regex.compile(r"(?:(?:trực\s+tiếp|đầu\s+mối|cụ\s+thể)\s+(?:là\s+)?)?")
# Clauses that stand before a sentence's subject
INTRODUCED = regex.compile(
    r"""
    (?: căn\s+cứ | trên\s+cơ\s+sở | theo(?!\s+dõi) | để | về | nhằm | khi | sau\s+khi | ngay\s+sau
      | hằng | hàng | định\s+kỳ | trước | trong | từ | đến | năm | tháng | quý | thông\s+qua
      | song\s+song | cùng\s+với | ngoài | tại | đối\s+với | trường\s+hợp | chậm\s+nhất
      | tùy\s+theo | vào | nếu | với | bên\s+cạnh\s+đó | đồng\s+thời | ngoài\s+ra | kết\s+thúc
      | dưới\s+sự | thay\s+mặt | bên\s+cạnh | nhân | so\s+với | ở | tuy\s+(?:vậy|nhiên)
      | quá\s+trình | sau | mặt\s+khác | qua | hết | giai\s+đoạn | do\s+vậy | vì\s+vậy
      | ngày | sáng | chiều | thứ | mỗi\s+(?:năm|quý|tháng|tuần)(?:\s\p{L}+\slần)?(?=\s*,)
      | tuần | kể\s+từ | thời\s+gian\s+(?:tới|trước\s+mắt|còn\s+lại)
      | đầu | giữa | cuối | muộn\s+nhất | riêng | nhận\s+được(?=\s+(?:\p{L}+\s+){1,4}này(?!\p{L}))
      | thực\s+hiện\s+(?: kế\s+hoạch | nghị\s+(?:quyết|định) | chỉ\s+thị | kết\s+luận | quyết\s+định
                        | chương\s+trình | công\s+văn | công\s+điện | đề\s+án | luật | ý\s+kiến
                        | nhiệm\s+vụ | nội\s+dung | chỉ\s+đạo ) )
    (?![\p{L}])
    """,
    regex.VERBOSE,
)
# "| Hộ chăn nuôi, cơ sở giết mổ | có trách nhiệm …": whoever stands there acts, known or not
HAS_DUTY = regex.compile(
    r"(?P<who>\p{L}[^.;:¤¦\d()]{4,120}?)\s(?:(?:có|(?:tự\s+|liên\s+đới\s+|cùng\s+)?chịu)\s+trách\s+nhiệm"
    r"|(?P<must>phải|không\s+được)(?!\s+(?:được|bảo\s+đảm|đảm\s+bảo|bị)))(?!\p{L})"
)
# Those who can have one, of bodies in no list
CAN_OWE = regex.compile(
    r"(?:doanh\s+nghiệp|hộ|chủ|nhà\s+thầu|tổ\s+chức|đơn\s+vị|cơ\s+quan|hợp\s+tác\s+xã|lực\s+lượng"
    r"|nhân\s+viên|trưởng)[\s,]"
)
INLINE_COORDINATE = regex.compile(
    r"(?<![\p{L}])(?:(?:cơ quan|đơn vị|cơ quan, đơn vị|bộ phận)\s)?"
    r"phối hợp(?: thực hiện)?\s*:\s*(?:-\s+)?"
)
# What follows a name and is none of it: "tổ chức tín dụng | trên địa bàn". Bodies of no name
# are told apart by it: "doanh nghiệp trên địa bàn".
# … and what runs through their area: "UBND các xã | có cao tốc đi qua"
WHERE_IT_IS = regex.compile(
    r"(?<!đóng|chân)\s+trên\s+địa\s+bàn(?!\p{L})|\s+có\s[^,;.]{3,40}\sđi\s+qua$"
)
RUNS_THROUGH = regex.compile(r"\s+có\s[^,;.]{3,40}(?=\sđi\s+qua(?!\p{L}))")
# Sentence ends and half-stops at which a subject may stand anew
BREAK = regex.compile(
    r"(?<!(?i:\btp))\.(?=\s|$)|[;!?…](?=\s|$)"
    r"|(?<!(?i:các (?:sở|phòng|ban|bộ|vụ|cục|huyện ủy|đảng ủy|chi cục|xã|phường|huyện|trường)))"
    r":(?=\s|$)|\.\.\.|…"
)
BRACKET = regex.compile(r"\((?P<inner>[^()]*)\)|\[(?P<square>[^\[\]]*)\]")
SHORT_FORM = regex.compile(r"\p{Lu}[\p{Lu}&]{1,7}")
QUOTE = regex.compile(r"“[^“”]*(?:”|$)|\"[^\"]*\"|«[^«»]*»")
# "Sở Nội vụ chủ trì; | các sở | phối hợp", "| cùng phối hợp thực hiện": all that is said of them.
ONLY_COORDINATES = regex.compile(
    r"\s*(?:cùng\s|là cơ quan\s|là đơn vị\s)?(?:tham gia,?\s)?phối hợp"
    r"(?:\s(?:thực hiện|tham mưu|triển khai|tổ chức thực hiện))?\W*"
)
