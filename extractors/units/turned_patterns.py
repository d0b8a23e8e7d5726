"""Shapes of sentences that name the work first.

All run on folded text with brackets and quotes masked.
"""

from __future__ import annotations

import regex

# "Số liệu | do | Sở Tài chính cập nhật", "Lễ công bố | được | Sở Nội vụ tổ chức"
DONE_BY = regex.compile(r"(?<=[\p{L}¤¦]\s|,\s)(?P<by>do|được)\s+(?=\p{L})")
HELD_BY = regex.compile(
    r"\s*(?:tổ\s+chức|thực\s+hiện|triển\s+khai|làm|xây\s+dựng|lập|tổng\s+hợp|chủ\s+trì|thẩm\s+định|rà\s+soát"
    r"|biên\s+soạn|tiến\s+hành)(?!\p{L})"
)
# What those above do with a thing, or who gave it
GIVEN_BY_ABOVE = regex.compile(
    r"\s*(?:đã\s+)?(?:xem\s+xét|quyết\s+định|ban\s+hành|phê\s+duyệt|thông\s+qua|cho\s+ý\s+kiến|quy\s+định|giao"
    r"|phân\s+công|phát\s+động|tài\s+trợ|công\s+bố|công\s+nhận|cấp|hỗ\s+trợ|quản\s+lý|đầu\s+tư|yêu\s+cầu"
    r"|đề\s+nghị|đề\s+xuất|chỉ\s+đạo|hướng\s+dẫn|chuyển|gửi|trình|ủy\s+quyền|bàn\s+giao|sản\s+xuất|cung\s+cấp"
    r"|làm\s+(?:tổ\s+trưởng|trưởng|phó|chủ\s+(?:nhiệm|tịch)|giám\s+đốc))(?!\p{L})"
)
# "Cuộc thi do Bộ A tổ chức | phải được triển khai …": told of, no more
GOES_ON_TOLD = regex.compile(r"\s(?:phải|được|cần|bị)\s")
# "hồ sơ quá hạn | thì | Giám đốc Sở phải …"
THEN = regex.compile(r"(?<=\p{L}\s)thì\s+")
# "Báo A mở chuyên mục, | còn | Đài B xây dựng phim"
AND_THOSE = regex.compile(
    r"(?<=[,;]\s)(?:còn|tuy\s+vậy|tuy\s+nhiên|song|nhưng|trong\s+khi(?:\s+đó)?|sau\s+đó"
    r"|riêng(?![^.;,]{0,60}\s(?:đạt|giảm|tăng|có|đến|phấn\s+đấu)\s))\s+"
)
MUST_NOT = regex.compile(r"\s*(?:phải|cần|không\s+được|không)(?!\p{L})")
COMMA = regex.compile(r",\s+(?=\p{L})")
# "… | là đơn vị nòng cốt", "… | chịu trách nhiệm về danh sách"
CHARGED = regex.compile(
    r"(?<!\p{L})(?:chịu\s+trách\s+nhiệm|là\s+(?:cơ\s+quan|đơn\s+vị|đầu\s+mối)|làm\s+đầu\s+mối)(?!\p{L})"
)
# In what stands before a comma: a sentence that says something by itself
CLAUSE_OF_ITS_OWN = regex.compile(r"\s(?:là|đã|được|phải|có|do|thì|đạt|cần|sẽ|không)\s")
# "Chịu trách nhiệm chính về tiến độ | là | Ban Quản lý …"
IS_WHO = regex.compile(
    r"(?:^|(?<=[.;]\s))(?:(?:cơ\s+quan|đơn\s+vị|bộ\s+phận)\s+(?:chủ\s+trì|thực\s+hiện|đầu\s+mối|tham\s+mưu"
    r"|phụ\s+trách)|chịu\s+trách\s+nhiệm|phụ\s+trách|giúp)(?!\p{L})[^.;:¤]{0,100}?\slà\s+"
)
# "Trách nhiệm cung cấp số liệu | thuộc | Chi cục …", "Việc cưỡng chế | thuộc thẩm quyền của | …"
LIES_WITH = regex.compile(
    r"(?:^|(?<=[.;]\s))(?:trách\s+nhiệm\s[^.;:,¤]{3,80}?\sthuộc(?:\s+về)?"
    r"|việc\s[^.;:,¤]{3,100}?\sthuộc\s+(?:thẩm\s+quyền|trách\s+nhiệm)(?:\s+của)?)\s+"
)
# "Phân công theo dõi địa bàn như sau:", and what stands behind each body there
ALLOTS = regex.compile(r"(?<!\p{L})phân\s+công[^.;:]{0,60}:\s+")
ALLOTTED = regex.compile(r"\s*(?:¤|[-–]\s)?[^;,.:]*(?:[;,.]\s*|$)")
BRACKET_ROLE = regex.compile(
    r"\s*(?:(?P<lead>chủ trì|chịu trách nhiệm(?: chính)?|chính)|phối hợp|tham gia)"
    r"(?: thực hiện)?\s*"
)
