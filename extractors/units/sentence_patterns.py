"""Shapes of sentences and brackets that tell who acts.

All run on folded text with brackets and quotes masked.
"""

from __future__ import annotations

import regex

# "Tổng kết năm 2024 – | các ban Đảng"; not in a name ("HĐND - UBND", "Lao động - Thương binh")
# (looked for from the dash back: texts hold more words than dashes)
DASH = regex.compile(r"\s(?:(?P<long>[–—])|-)\s(?<=(?<![^\s–—-])(?P<before>[^\s–—-]+)\s[–—-]\s)")
# What ends a list of bodies there: a stop, a bracket, a comma before a time or an order
ENDS_LIST = regex.compile(
    r"\s*(?:[.;¦]|$|,\s+(?:xong|hoàn\s+thành|trước|trong|chậm\s+nhất|báo\s+cáo|trình|gửi|thực\s+hiện)\s)"
)
SO_MANY = regex.compile(r"có\s+(?:ít\s+nhất|tối\s+thiểu|từ|trên|khoảng|\d)(?!\p{L})")
# "Chi bộ | có đảng viên thuộc hộ nghèo": one of many, told by whom it has
OF_SOME_KIND = regex.compile(
    r"(?:chi\s+bộ|đảng\s+bộ|chi\s+ủy|đảng\s+ủy|cấp\s+ủy)\s+(?:nơi\s+)?có\s+(?:đảng\s+viên|cán\s+bộ"
    r"|quần\s+chúng|người)\s"
)
# What may stand between a colon and what the body before it does
BESIDES = regex.compile(
    r"(?:ngoài|căn\s+cứ|trên\s+cơ\s+sở|theo(?!\s+dõi)|trong|trước|định\s+kỳ|h[ằà]ng)\s[^,;.:]{3,120},\s+"
)
# "Ủy ban Kiểm tra Tỉnh ủy: | quý I hằng năm | ban hành …"
WHEN_BEHIND = regex.compile(
    r"(?:(?:trước|trong|vào|đến|từ|định\s+kỳ)\s+)?(?:ngày|tháng|quý|h[ằà]ng|mỗi|đầu|cuối|năm)\s"
    r"[^,;:.]{1,40}?[\divx]?(?:\s+h[ằà]ng\s+(?:năm|quý|tháng))?,?\s+(?=\p{L})"
)
# Before a colon that only lists: "phối hợp với các cơ quan:", "gồm:", "đối với:"
NO_LEAD_BEFORE = regex.compile(
    r"(?:phối\s+hợp|gồm|sau|đối\s+với|đối\s+tượng(?:\s+(?:kiểm\s+tra|giám\s+sát|áp\s+dụng))?|như|là|với|cho|gửi|các\s+\p{L}+|thuộc|tại|của|về)\s*(?:các\s+[\p{L}\s]{2,30})?$"
)
# ", giao | Văn phòng | làm đầu mối", "Các việc nêu trên giao | Phòng Kinh tế | làm đầu mối": given
# in mid sentence
GIVEN_THERE = regex.compile(
    r"(?<=(?:[,;]|này|trên|khác|mục\s\p{L}|\d)\s)(?:và\s+)?(?:giao|phân\s+công)(?:\s+cho)?\s+"
)
VIA_LATER = regex.compile(r"(?:gửi|trước|chậm\s+nhất|xong|hoàn\s+thành)(?![\p{L}])")
# "Đầu mối là | Văn phòng …", "Đầu mối: | Phòng Kinh tế"
POINT_OF_CONTACT = regex.compile(
    r"(?:cơ\s+quan\s+|đơn\s+vị\s+)?(?:đầu\s+mối|thường\s+trực)(?:\s+(?:thực\s+hiện|theo\s+dõi|tổng\s+hợp))?"
    r"\s*(?::|là)\s+"
)
# "Từ năm 2026 | Sở A hướng dẫn", "Trước mắt | các địa phương …": no comma parts them
WHEN_FIRST = regex.compile(
    r"(?:trước\smắt|trước\stiên|(?:từ|trong|đến|hết|kể\stừ)\s(?:nay|năm\s\d{4}|quý\s[ivx]+(?:/\d{4}"
    r"|\snăm\s\d{4})?|tháng\s\d{1,2}(?:/\d{4})?|ngày\s\d{1,2}/\d{1,2}/\d{4})"
    r"|(?:hằng|hàng|mỗi)\s(?:năm|quý|tháng|tuần)|(?:việc|nội\sdung|công\sviệc|nhiệm\svụ)\snày)\s+"
)
# "Cục A, | theo đề nghị của Bộ B, | gỡ bỏ …": what stands between a subject and its verb, in
# commas: on what grounds, by when, after what
ASIDE = regex.compile(
    r",\s+(?:theo|căn\s+cứ|trên\s+cơ\s+sở|chậm\s+nhất|muộn\s+nhất|trước|trong|đến|từ|định\s+kỳ|h[ằà]ng"
    r"|(?:ngay\s+)?sau\s+khi|khi|(?:trực\s+)?thuộc|trừ|nhất\s+là|đặc\s+biệt\s+là|kể\s+cả|dưới\s+sự"
    r"|bên\s+cạnh|ngoài|cùng\s+với|(?:là\s+)?(?:cơ\s+quan|đơn\s+vị)\s+(?:thường\s+trực|đầu\s+mối))"
    r"\s[^,;.:]{3,200},\s+"
)
# "mỗi trung tâm dạy nghề cấp huyện | có ít nhất 01 giáo viên": what there is to be
EACH_HAS = regex.compile(r"mỗi\s[^,.;:]{3,60}?\scó\s(?:ít\s+nhất|tối\s+thiểu|từ|\d)")
# "…, trước hết là | thành phố Hà Nội, Đà Nẵng, | xây dựng kế hoạch", "…, nòng cốt là | Đoàn …, | …"
SUCH_AS = regex.compile(
    r",\s+(?:(?:trong\s+đó\s+)?(?:trước\s+hết|nhất|đặc\s+biệt|trước\s+mắt|nòng\s+cốt))\s+là\s"
)
# "Ban Chấp hành Đảng bộ tỉnh | không quá 51 đồng chí": how many they are, not what they do
SO_MANY_PEOPLE = regex.compile(
    r"(?:không\s+quá|tối\s+đa|từ|có|gồm)\s+\d[\d\s-]*(?:đến\s+\d+\s+)?(?:đồng\s+chí|người|ủy\s+viên)"
)
# A colon-ended opener that is no subject: "Đối với Quốc hội:"
ABOUT = regex.compile(r"(?:đối\s+với|riêng\s+đối\s+với|về|riêng)(?![\p{L}])")
# "Việc đóng cửa các bãi rác tạm | giao UBND xã", "Các việc nêu trên | do Sở A tổ chức": the work
# named first, who does it behind
WORK_FIRST = regex.compile(
    r"(?:^|(?<=[.;]\s)|(?<=,\s))(?:các\s+|những\s+)?(?:công\s+)?việc\s(?!làm\s)[^.;:]{3,160}?\s(?:do|giao(?:\s+cho)?)\s+"
)
# "Đề nghị Mặt trận Tổ quốc tỉnh, | yêu cầu | các sở …": asked in the same breath
ASKS_TOO = regex.compile(r"(?:,\s+(?:và\s+)?|\s+và\s+)(?:yêu\s+cầu|đề\s+nghị|giao)\s+(?=\p{L})")
# "do Sở Nội vụ chủ trì", "giao cho Phòng Kinh tế"
BY_AGENT = regex.compile(r"(?<![\p{L}])do\s+")
USES = regex.compile(
    r"\s*(?:ứng\s+dụng|sử\s+dụng|khai\s+thác|áp\s+dụng|tham\s+gia|tham\s+dự|hưởng\s+ứng|dự)"
    r"\s[^;.:]{1,120}\s$"
)
AGENT_VERBS = regex.compile(
    r"\s*(?:,\s*)?(?:chủ\s+trì|phụ\s+trách|đảm\s+nhiệm|chịu\s+trách\s+nhiệm|làm\s+đầu\s+mối|thực\s+hiện"
    r"|chuẩn\s+bị|biên\s+soạn|soạn\s+thảo|tham\s+mưu|triển\s+khai|tổ\s+chức\s+thực\s+hiện|làm\s+(?:nòng\s+cốt|thường\s+trực|chủ\s+đầu\s+tư|trưởng\s+đoàn))"
)
# "do đồng chí Phó Chủ tịch phụ trách văn hóa | làm Trưởng ban": who is in a committee
HEADS_IT = regex.compile(r"[^.;,]{0,80}\slàm\s+(?:tổ\s+trưởng|trưởng|phó)\s")
# "Thành lập Bộ phận giúp việc do đồng chí Phó Bí thư | phụ trách;": likewise
IS_FORMED = regex.compile(r"(?:thành\s+lập|kiện\s+toàn)\s[^.;]{0,120}$")
LOOKS_AFTER = regex.compile(r"\s*(?:trực\s+tiếp\s+)?phụ\s+trách\s*(?:[.;,]|$)")
# Lines inside a paragraph: "Đơn vị thực hiện: Ban Chấp hành các cơ sở Hội."
INLINE_LEAD = regex.compile(
    r"""
    (?<![\p{L}])
    (?: (?:cơ\ quan|đơn\ vị|cơ\ quan,\ đơn\ vị|bộ\ phận)
        \s (?:chủ\ trì|thực\ hiện|phụ\ trách) (?:\ tham\ mưu|\ thực\ hiện)?
      | chủ\ trì (?:\ thực\ hiện|\ tham\ mưu)?
      | phân\ công\ thực\ hiện
      | trách\ nhiệm\ thực\ hiện ) \s* : \s*
    """,
    regex.VERBOSE,
)
# What others do with a thing, no work of its own: "trình UBND tỉnh xem xét, HĐND tỉnh quyết định"
CONSENTS = regex.compile(
    r"\s*(?:xem\s+xét|quyết\s+định|ban\s+hành|phê\s+duyệt|thông\s+qua|cho\s+ý\s+kiến|quy\s+định|giao|phân\s+công)(?!\p{L})"
)
# "chỉ đạo lực lượng cảnh sát môi trường|, công an các xã kiểm tra": all of them are led
LED_BEFORE = regex.compile(
    r"(?<!\p{L})(?:chỉ\s+đạo|đôn\s+đốc|hướng\s+dẫn)\s+(?:các\s+)?(?:lực\s+lượng|đội|tổ|phòng|ban|đơn\s+vị|cơ\s+quan)"
    r"(?:\s+(?!thực|triển|tổ|rà|kiểm|tham|xây|tăng)\p{L}+){0,8}$"
)
# "UBND huyện | nơi có đất | phối hợp"
WHERE_IT_LIES = regex.compile(r"\s+nơi\s[^,.;]{2,40}?(?=\s+phối\s+hợp)")
LEADS_BEFORE = regex.compile(r"(?<!\p{L})chủ\s+trì[^.;]{0,60};\s*$")
JOINS = regex.compile(r"\s*(?:cùng\s+)?phối\s+hợp(?!\p{L}|\s+(?:với|cùng))")
# "(Sở A và Sở B phối hợp | tham mưu, thực hiện)": what two do with one another
ACT_TOGETHER = regex.compile(r"\s+(?:tham\s+mưu|thực\s+hiện|tổ\s+chức|triển\s+khai|xây\s+dựng)")
# Between who acts and what he does: "Thanh tra tỉnh | từ năm 2025 | đưa nội dung …"
WHEN = regex.compile(
    r"(?:kể\s+)?(?:từ|trong|vào|đến\s+hết|trước)\s+(?:(?:năm|tháng|quý|ngày)\s+)?"
    r"[\divx/.-]+(?:\s+(?:tháng|năm)\s+\d+)*\s*,?\s*"
)
# "Trưởng thôn | khi phát hiện dịch bệnh | phải báo ngay …", "chủ hồ | trước khi xả lũ | phải …"
WHEN_HE_MUST = regex.compile(
    r"(?:(?:trước\s|sau\s)?khi|nếu|trong\s+quá\s+trình)\s[^;.:]{3,140}?\s(?=(?:phải|có\s+trách\s+nhiệm|cần)(?!\p{L}))"
)
# "Các cấp ủy | nêu tại mục 3 | xây dựng …"
REFERRED_TO = regex.compile(
    r"(?:đã\s+|được\s+)?(?:nêu|nói|ghi|có\s+tên)(?:\s+(?:ở\s+)?trên(?!\p{L}))?"
    r"(?:\s*(?:tại|trong|ở|theo)\s+(?:(?:các\s+)?(?:mục|điểm|khoản|điều|phần|phụ\s+lục|biểu|danh\s+mục)"
    r"(?:\s+(?:[ivx]+|\d[\d.]*|\p{L})(?:,\s*(?:[ivx]+|\d[\d.]*))*(?!\p{L}))?,?\s*){1,4}"
    r"(?:(?:của\s+)?(?:kế\s+hoạch|chương\s+trình|nghị\s+quyết|chỉ\s+thị|kết\s+luận|thông\s+báo)"
    r"\s+này\s+)?|\s+)"
)
# "Các đơn vị | được giao chủ trì nhiệm vụ tại mục III | xây dựng …": those whom the plan gives work
GIVEN_TO = regex.compile(
    r"được\s+(?:giao|phân\s+công)(?:\s*,?\s+(?:và\s+)?(?:chủ\s+trì|phụ\s+trách|phối\s+hợp|thực\s+hiện|tham\s+mưu|theo\s+dõi))*"
    r"\s+(?:các\s+|những\s+)?(?:nhiệm\s+vụ|nội\s+dung|công\s+việc|phần\s+việc|chỉ\s+tiêu|đề\s+án)"
    r"(?:\s+(?:cụ\s+thể|nêu\s+trên|ở\s+trên|trên|này)(?!\p{L}))?"
    r"(?:\s+(?:nêu\s+)?(?:tại|trong|ở|theo)(?:\s+(?:các\s+)?(?:mục|điểm|khoản|điều|phần|phụ\s+lục|biểu|bảng|danh\s+mục"
    r"|kế\s+hoạch|chương\s+trình|nghị\s+quyết|chỉ\s+thị|quyết\s+định|đề\s+án)"
    r"(?:\s+(?:[ivx]+|\d[\d.]*|\p{L}|này|kèm\s+theo)(?!\p{L}))*,?){1,4})?,?\s+"
)
# How a closing paragraph goes over to its order
CLOSES_WITH = regex.compile(
    r"trên\s+đây\s+là\s[^.;]{10,300}?[,.]\s+(?=(?:yêu\s+cầu|đề\s+nghị|giao)\s)"
)
# When something is due, behind who does it: "(các trường; xong trong tháng 9)"
TIMED = regex.compile(
    r"\s*(?:xong|hoàn thành|trước|trong|quý|tháng|hằng|hàng|thường xuyên|từ|đến"
    r"|chậm nhất|năm)(?:\s|$)"
)
# What a bracket says of the body before it
APPOSED = regex.compile(
    r"(?:là\s+)?(?:cơ\s+quan|đơn\s+vị|bộ\s+phận)\s+[^,;]*?(?:thường\s+trực|đầu\s+mối)[^,;]*"
)
# "Trưởng Ban A, Trưởng Ban B, | mỗi đồng chí | giúp …", before what each does
EACH_BEFORE_VERB = regex.compile(
    r",\s+mỗi\s(?:đồng chí|người|đơn vị|cơ quan|ngành|địa phương|bên)\s+"
)
# "Các bộ, ngành | trong phạm vi nhiệm vụ, quyền hạn của mình | xây dựng …"
WITHIN_ITS_DUTIES = regex.compile(
    r"(?:trong\s+phạm\s+vi|theo)\s+(?:chức\s+năng|nhiệm\s+vụ|quyền\s+hạn|thẩm\s+quyền|trách\s+nhiệm|lĩnh\s+vực)"
    r"[^.;:]{0,60}?(?:của\s+(?:mình|ngành|đơn\s+vị|cơ\s+quan)(?:\s+mình)?|được\s+giao|quản\s+lý|phụ\s+trách)\s*,?\s+"
)
