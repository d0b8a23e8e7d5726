"""Shapes of the words that give a role to the bodies behind them.

All run on folded text with brackets and quotes masked.
"""

from __future__ import annotations

import regex

# "Sở A chủ trì, cùng B và C …": who takes part beside who leads
LED_WITH = regex.compile(
    r"(?<!\p{L})(?:chủ\s+trì|làm\s+đầu\s+mối|phụ\s+trách),?\s+cùng(?:\s+với)?\s+"
)
# "có mặt điều tra, xử lý | cùng với | Trung tâm Y tế khu vực."
TOGETHER = regex.compile(r"(?<=\p{L},?\s)(?<!phối\s+hợp,?\s)cùng\s+với\s+")
# "đoàn kiểm tra …, có sự tham gia của | Công an tỉnh"
WITH_PART_OF = regex.compile(r"(?:có|với)\s+sự\s+tham\s+gia\s+của\s+")
# "; | cùng | UBND phường hoàn thành mô hình chợ": beside who acts before
BESIDE = regex.compile(r"(?:^|(?<=[;.,]\s))cùng\s+(?:với\s+)?(?=\p{L})")
# "mời | Sở A | cùng phối hợp"
INVITES = regex.compile(r"(?<![\p{L}])mời\s+")
TAKES_PART = regex.compile(r"\s+(?:cùng\s+)?(?:phối\s+hợp|tham\s+gia)(?!\p{L})")
# "quy chế | phối hợp giữa A và B": what is written, nobody acts
RULES_OF_WORK = regex.compile(
    r"(?<!\p{L})(?:xây dựng|ban hành|ký kết|ký|sửa đổi|bổ sung|rà soát|hoàn thiện)\s[^.;]{0,60}"
    r"(?:quy chế|chương trình|kế hoạch|cơ chế|quy định|nghị quyết liên tịch|thỏa thuận)\s+$"
    r"|(?:(?<!\p{L})(?:quy chế|quy định|thỏa thuận)\s[^.;]{0,120}|¤)\svề\s+$"
)
# "tham mưu báo cáo |", "trình, báo cáo |": who is reported to, though somebody is advised too
ADVISES_REPORT = regex.compile(r".*báo\s+cáo(?:\s+(?:cho|với|lên|đến))?\s+", regex.DOTALL)
REPORT_TO = regex.compile(
    r"(?<![\p{L}\d])(?<!(?:đối|làm\s+việc|phối\s+hợp)\s)(?:gửi\s+về|về|với|cho|lên|đến|tới|gửi)\s+"
    r"(?:(?:địa\s+chỉ\s+)?(?:thư\s+điện\s+tử|email|hộp\s+thư)\s+của\s+)?"
)
# "Phòng Văn hóa tham mưu UBND phường đề nghị thành phố …": who is asked in mid sentence
ASK = regex.compile(
    r"(?<=[\p{L},]\s)(?<!(?:theo|hồ\ sơ|(?<!(?:có|gửi|ra)\s)văn\ bản|đơn"
    r"|công\ văn|các|tờ\ trình|xét|phiếu|nội\ dung"
    r"|có|khi|được|người|việc|của|và|trường\ hợp)\s)"
    r"(?P<verb>đề\s+nghị)\s+"
)
# "lập hồ sơ đề nghị | UBND cấp huyện | xử lý dứt điểm": who is asked to decide, not to do the work
ASK_TO_DECIDE = regex.compile(
    r"(?<=\p{L}\s)(?<!(?:theo|của|khi|được|người|việc|các|trường\s+hợp|và|hoặc|nội\s+dung)\s)"
    r"đề\s+nghị\s+(?=\p{L})"
)
DECIDES = regex.compile(
    r"\s*(?:xem\s+xét|quyết\s+định|ban\s+hành|phê\s+duyệt|thông\s+qua|cho\s+ý\s+kiến|xử\s+lý|thẩm\s+định"
    r"|chấp\s+thuận|giải\s+quyết|khen\s+thưởng|cấp\s+(?:phép|kinh\s+phí))(?!\p{L})"
)
# … and who that may be: those above
ABOVE = regex.compile(
    r"(?:đồng\s+chí\s+)?(?:chủ\s+tịch|ủy\s+ban\s+nhân\s+dân\s+(?:tỉnh|thành|huyện|quận)"
    r"|ubnd\s+(?:tỉnh|tp|thành|huyện)"
    r"|hội\s+đồng\s+nhân\s+dân|hđnd|bộ|chính\s+phủ|thủ\s+tướng"
    r"|ban\s+thường\s+vụ|ban\s+chấp\s+hành|tỉnh\s+ủy"
    r"|thành\s+ủy|huyện\s+ủy|trung\s+ương|quốc\s+hội"
    r"|thường\s+trực|cấp\s+có\s+thẩm\s+quyền|cấp\s+trên|tỉnh"
    r"|thành\s+phố|huyện)(?!\p{L})"
)
# "đề xuất qua Sở Nội vụ": what is sent a way
SENT = regex.compile(
    r"(?<!\p{L})(?:đề\s+xuất|kiến\s+nghị|đề\s+nghị|trình|nộp|đăng\s+ký|phản\s+hồi)(?!\p{L})"
)
# Higher levels that stand for a body where it is advised or reported to
HIGHER = regex.compile(
    r"(?:trung\s+ương|cấp\s+trên)"
    r"(?=\s*(?:[.,;)¦]|$|xem|theo|sửa|ban|quyết|cho|để|phê|bổ|hỗ|bố|cấp|trước|khi|điều|quan|sớm|chấp|giao|tháo))"
)
# "Khảo sát thực địa cùng | đơn vị tư vấn;": with whom, at the end
WITH_THEM = regex.compile(
    r"(?<=[\p{L}¤]\s)(?<!phối\s+hợp,?\s|chủ\s+trì,?\s)cùng\s+(?!với\s|cấp|kỳ|lúc)"
)
# What is proposed before who it is proposed to: "Đề xuất các giải pháp với UBND tỉnh"
PROPOSED_TO = regex.compile(
    r"(?!hợp\s+nhất|sáp\s+nhập)[^.,;:()¦]{3,60}?(?<!phối\shợp|cùng|gắn|đối|so|kết\shợp)\s(?:với|lên)\s"
)
