"""Shapes of headings, lead-ins, lines and cells in which bodies stand by themselves.

All run on folded text with brackets and quotes masked.
"""

from __future__ import annotations

import regex

# Labels inside a cell: "Chủ trì: Cục A | Phối hợp: - Vụ B - Vụ C"
CELL_LABEL = regex.compile(
    r"(?<!\p{L})(?:(?:cơ quan|đơn vị|bộ phận)\s)?(?:(?P<lead>chủ trì|thực hiện)|phối hợp)"
    r"(?: thực hiện)?\s*:\s*(?:-\s+)?"
)
# "Tập huấn kỹ năng. | Phụ trách: Tổ tư vấn tâm lý; phối hợp: …": the last sentence of an item
LAST_LABEL = regex.compile(
    r"(?<=[.)]\s+)(?P<label>(?:(?:cơ quan|đơn vị|bộ phận|người|đồng chí|cán bộ)\s)?"
    r"(?:phụ trách|thực hiện|chủ trì|tham mưu|đầu mối|chỉ đạo)(?:\s(?:thực hiện|chính|chung))?"
    r"|phân công(?:\sthực hiện)?|trách nhiệm(?:\sthực hiện)?)\s*:\s*"
    r"(?P<content>[^.:]{3,160}"
    r"(?:[,;.]\s*(?:(?:cơ quan|đơn vị)\s)?phối hợp(?:\sthực hiện)?\s*:\s*[^.:]{2,200})?)"
    r"(?:[,;.]\s*(?:thời|xong|hoàn|trước|hạn|tiến|quý|tháng|sản|kết)\s[^:]*(?::[^:]*)?)?\.?\s*$"
)
# Words around bodies in a heading: "Trách nhiệm của Sở Nội vụ", "Giao cho Phòng Kinh tế"
HEADING_BEFORE = regex.compile(
    r"""
    (?: (?:nhiệm\ vụ\ và\ )? trách\ nhiệm (?:\ của)? | nhiệm\ vụ (?:\ cụ\ thể)? \ của
      | phân\ công | phần\ việc\ của
      | giao (?:\ nhiệm\ vụ)? (?:\ cho)? | yêu\ cầu | đề\ nghị ) \s+
    """,
    regex.VERBOSE,
)
# "Các đơn vị quản lý, khai thác hồ chứa nước:": what they do tells which ones
KIND_OF_BODIES = regex.compile(
    r"(?:đối\s+với\s+)?các\s+(?P<kind>(?:đơn\s+vị|doanh\s+nghiệp|tổ\s+chức|cơ\s+sở|chủ\s+(?:đầu\s+tư|rừng|đập|tàu|hồ|cơ\s+sở|phương\s+tiện|nguồn)|hợp\s+tác\s+xã|cơ\s+quan)"
    r"\s+(?!và|thực\s+hiện|phải|cần|có\s+trách|chủ\s+động|căn\s+cứ|tiếp\s+tục)\p{L}[\p{L}\s,-]{4,80}?)"
    r"(?<!\s(?:sau|sau\s+đây|dưới\s+đây|này))\s*:?\s*"
)
# "… có trách nhiệm", "… tập trung thực hiện tốt các nhiệm vụ sau:"
HEADING_AFTER = regex.compile(
    r"""
    [\s,]*
    (?: trong\ toàn\ đảng(?:\ bộ)?(?:\ tỉnh|\ thành\ phố|\ huyện|\ xã|\ phường)?
      | có\ trách\ nhiệm | có\ nhiệm\ vụ | chịu\ trách\ nhiệm | chủ\ trì | tập\ trung | thực\ hiện
      | triển\ khai | tổ\ chức | theo\ chức\ năng,?\ nhiệm\ vụ | những | nhiệm\ vụ | cần | phải
      | sau | một\ số | các\ (?:nhiệm\ vụ|nội\ dung) | nội\ dung | tốt | chức\ năng | được\ giao
      | việc
      | công\ việc | khẩn\ trương | ngay | nghiêm )
    (?: [\s,]+
        (?: có | trách | nhiệm | vụ | thực | hiện | tập | trung | tốt | các | những | sau | đây
          | một | số | nội | dung | triển | khai | tổ | chức | việc | công | trọng | tâm | cụ | thể
          | chủ
          | yếu | ngay | nghiêm | túc ) )*
    \s* [:.]? $
    """,
    regex.VERBOSE,
)
# "… thực hiện nghiêm Nghị quyết số 01/NQ-CP, | trong đó tập trung vào các nhiệm vụ sau:"
ASKS_AND_MORE = regex.compile(
    r"(?:yêu cầu|đề nghị|giao)\s[^.;:]{30,};"
    r"(?=\s*(?:phấn đấu|tổ chức|tập trung|bảo đảm|hoàn thành)\s)"
)
ABOVE_ALL = regex.compile(
    r"[,;]\s+trong\sđó,?\s(?:cần\s)?(?:tập\strung|chú\strọng|ưu\stiên|lưu\sý)"
    r"[^.:;]{0,60}\s(?:sau(?:\sđây)?|dưới\sđây)\s*:"
)
# "… | và tập trung thực hiện các nhiệm vụ dưới đây:": what only leads in
LEADS_IN = regex.compile(
    r"""
    [,;]?\s+(?:(?:và|đồng\ thời|trong\ đó|trước\ mắt),?\s+)?
    (?:tập\ trung\s+(?:vào\s+)?)?
    (?:(?:lãnh\ đạo|chỉ\ đạo|tổ\ chức|triển\ khai|thực\ hiện|làm),?\s+)*
    (?:(?:có\ hiệu\ quả|tốt|nghiêm|ngay|đồng\ bộ)\s+)?
    (?:(?:các|một\ số|những)\s+)?
    (?:(?:nhiệm\ vụ|nội\ dung|công\ việc|việc|giải\ pháp)[^,;.:]{0,30}\s)?
    (?:cụ\ thể\s+)?(?:như\ sau|sau\ đây|sau|dưới\ đây)\s*:\s*$
    """,
    regex.VERBOSE,
)
# What a subject is ordered before that
ORDERED = regex.compile(
    r"\s*(?:căn\s+cứ\s[^;.]{3,120}?,\s*)?(?:chủ\s+động\s+|khẩn\s+trương\s+)?"
    r"(?:(?:cần|phải)\s+)?(?:tiếp\s+tục\s+)?"
    r"(?:xây\s+dựng|ban\s+hành|phát\s+huy|khắc\s+phục|thực\s+hiện\s+nghiêm|kiện\s+toàn|thành\s+lập|báo\s+cáo|quán\s+triệt"
    r"|cụ\s+thể\s+hóa|rà\s+soát)\s"
)
# "Chủ tịch UBND tỉnh yêu cầu các sở …:": who asks, then who is asked
ASKS = regex.compile(
    r"\s*(?:yêu\s+cầu|đề\s+nghị|giao(?:\s+(?:cho|nhiệm\s+vụ\s+cho))?|phân\s+công(?:\s+cho)?)(?![\p{L}])\s*"
)
# "Hội đồng nhân dân tỉnh | cơ bản nhất trí với các giải pháp … sau:": who only agrees, and
# what gives the work to somebody all the same
AGREES = regex.compile(
    r"\s*(?:cơ\s+bản\s+|hoàn\s+toàn\s+)?(?:nhất\s+trí|thống\s+nhất|tán\s+thành|đồng\s+ý|quyết\s+nghị)(?!\p{L})"
)
# "HĐND tỉnh | thông qua mục tiêu, nhiệm vụ năm 2009 như sau": what it decides, others do
DECIDED_THUS = regex.compile(
    r"(?:hội\s+đồng\s+nhân\s+dân|hđnd|ban\s+chấp\s+hành|đại\s+hội|quốc\s+hội|chính\s+phủ|hội\s+nghị)"
    r"[\p{L}\s]{0,40}?\s(?:cơ\s+bản\s+|hoàn\s+toàn\s+)?"
    r"(?:tán\s+thành|thông\s+qua|quyết\s+nghị|nhất\s+trí|thống\s+nhất|quyết\s+định|đồng\s+ý|phê\s+duyệt)"
    r"\s(?!giao\s)(?:(?!\s(?:giao|yêu\s+cầu|đề\s+nghị|phân\s+công|chủ\s+trì)\s)[^:])*"
    r"\s(?:sau|sau\s+đây|dưới\s+đây)\s*:?\s*"
)
GIVES = regex.compile(r"(?<!\p{L})(?:giao|yêu\s+cầu|đề\s+nghị|phân\s+công|chủ\s+trì)(?!\p{L})")
_ASKED = r"\s+(?:yêu\s+cầu|đề\s+nghị|giao)\s+(?:cho\s+)?"
GIVES_TOO = regex.compile(rf"(?:,|;|(?<!\p{{L}})và){_ASKED}")
# "… | và yêu cầu các đơn vị …": who is asked besides
ASKS_TOO = regex.compile(rf"\s*,?\s*và{_ASKED}")
PAUSE = regex.compile(r",\s+")
# "mời Thường trực HĐND xã" in a cell
INVITED = regex.compile(r"(?:(?:kính|trân trọng)\s+)?(?:mời|đề nghị)\s+|(?:có|gồm)\s+(?!liên\s)")
# A cell that gives no body of its own
NO_BODY = regex.compile(r"[-–\s]*(?:nt|như\s+trên|thường\s+xuyên|không|n/a)[-–.\s]*")
# "Phòng A, Phòng B, mỗi phòng chịu trách nhiệm một phần": those named before
EACH_OF_THEM = regex.compile(
    r"mỗi\s(?:phòng|ban|sở|đơn vị|cơ quan|ngành|xã|địa phương|bên|người)\s[^,;]*"
)
# A line of bodies that tells their roles itself
TELLS_ROLES = regex.compile(r"(?<![\p{L}])(?:chủ trì|phối hợp|tham mưu|trình|giúp)(?![\p{L}])")
# "Trung tâm Y tế, các phòng chuyên môn phối hợp": only the last of them have a verb
LAST_COORDINATE = regex.compile(
    r"(?:(?!(?<!\p{L})(?:chủ trì|phối hợp|trình|giúp|với)(?!\p{L})).)*"
    r"\sphối hợp(?:\s(?:thực hiện|triển khai|tổ chức thực hiện))?\W*"
)
ADVERBS = regex.compile(
    r"""
    (?: (?: tiếp\ tục | chủ\ động | kịp\ thời | tích\ cực | thường\ xuyên | tập\ trung | tăng\ cường
          | nghiêm\ túc | khẩn\ trương | đồng\ thời | trực\ tiếp | phải | cần | quyết\ liệt
          | định\ kỳ | hằng\ (?:năm|tháng|quý) | từng\ bước | nhanh\ chóng | sớm | quan\ tâm
          | làm\ tốt | đẩy\ nhanh | thực\ sự | cùng | không | ra\ sức | phấn\ đấu ) ,? \s+ )+
    """,
    regex.VERBOSE,
)
# "Sở Nội vụ phối hợp …", "UBND xã trước ngày …": what does not go on with a name in a
# line of bodies (folded)
OTHER_ROLE = regex.compile(
    r"(?:chủ trì|phối hợp|tham mưu|thực hiện|tham gia|lãnh đạo|chỉ đạo|hướng dẫn|theo dõi|là|làm"
    r"|cùng|với|trực tiếp|theo|hoàn thành|trước ngày|trong)(?!\p{L})"
)
# "Đảng ủy UBND tỉnh lãnh đạo Sở Y tế thực hiện": what such a body does there, up to a sign
DOES_THERE = regex.compile(
    r"\s*(?:(?:lãnh đạo|chỉ đạo|hướng dẫn|theo dõi|thực hiện|tham mưu|phụ trách)(?!\p{L})[^,;.]*"
    r"|(?:trực tiếp\s)?làm(?:\s(?:chủ đầu tư|đầu mối|thường trực|trưởng ban|tổ trưởng))?"
    r"(?=\s*(?:[,;.]|$)))"
)
