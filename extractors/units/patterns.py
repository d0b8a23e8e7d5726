"""Shapes that tell a body's role. All run on folded text with brackets and quotes masked."""

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
# "Sở A chủ trì, cùng B và C …": who takes part beside who leads
LED_WITH = regex.compile(
    r"(?<!\p{L})(?:chủ\s+trì|làm\s+đầu\s+mối|phụ\s+trách),?\s+cùng(?:\s+với)?\s+"
)
# "Tổng kết năm 2024 – | các ban Đảng"; not in a name ("HĐND - UBND", "Lao động - Thương binh")
# (looked for from the dash back: texts hold more words than dashes)
DASH = regex.compile(r"\s(?:(?P<long>[–—])|-)\s(?<=(?<![^\s–—-])(?P<before>[^\s–—-]+)\s[–—-]\s)")
# What ends a list of bodies there: a stop, a bracket, a comma before a time or an order
ENDS_LIST = regex.compile(
    r"\s*(?:[.;¦]|$|,\s+(?:xong|hoàn\s+thành|trước|trong|chậm\s+nhất|báo\s+cáo|trình|gửi|thực\s+hiện)\s)"
)
SO_MANY = regex.compile(r"có\s+(?:ít\s+nhất|tối\s+thiểu|từ|trên|khoảng|\d)(?!\p{L})")
# What may stand between a colon and what the body before it does
BESIDES = regex.compile(
    r"(?:ngoài|căn\s+cứ|trên\s+cơ\s+sở|theo(?!\s+dõi)|trong|trước|định\s+kỳ|h[ằà]ng)\s[^,;.:]{3,120},\s+"
)
# Before a colon that only lists: "phối hợp với các cơ quan:", "gồm:", "đối với:"
NO_LEAD_BEFORE = regex.compile(
    r"(?:phối\s+hợp|gồm|sau|đối\s+với|đối\s+tượng(?:\s+(?:kiểm\s+tra|giám\s+sát|áp\s+dụng))?|như|là|với|cho|gửi|các\s+\p{L}+|thuộc|tại|của|về)\s*(?:các\s+[\p{L}\s]{2,30})?$"
)
# "có mặt điều tra, xử lý | cùng với | Trung tâm Y tế khu vực."
TOGETHER = regex.compile(r"(?<=\p{L},?\s)(?<!phối\s+hợp,?\s)cùng\s+với\s+")
# "; | cùng | UBND phường hoàn thành mô hình chợ": beside who acts before
BESIDE = regex.compile(r"(?:^|(?<=[;.,]\s))cùng\s+(?=\p{L})(?!với\s)")
# "mời | Sở A | cùng phối hợp"
INVITES = regex.compile(r"(?<![\p{L}])mời\s+")
TAKES_PART = regex.compile(r"\s+(?:cùng\s+)?(?:phối\s+hợp|tham\s+gia)(?!\p{L})")
# ", giao | Văn phòng | làm đầu mối", "Các việc nêu trên giao | Phòng Kinh tế | làm đầu mối": given
# in mid sentence
GIVEN_THERE = regex.compile(
    r"(?<=(?:[,;]|này|trên|khác|mục\s\p{L}|\d)\s)(?:và\s+)?(?:giao|phân\s+công)(?:\s+cho)?\s+"
)
# "quy chế | phối hợp giữa A và B": what is written, nobody acts
RULES_OF_WORK = regex.compile(
    r"(?<!\p{L})(?:xây dựng|ban hành|ký kết|ký|sửa đổi)\s[^.;,]{0,30}"
    r"(?:quy chế|chương trình|kế hoạch|cơ chế|quy định|nghị quyết liên tịch|thỏa thuận)\s+$"
    r"|(?:(?<!\p{L})(?:quy chế|quy định|thỏa thuận)\s[^.;]{0,120}|¤)\svề\s+$"
)
# "tham mưu cho", "tham mưu, giúp", "trình", "đề xuất với", "kiến nghị"; not "quy trình"
ADVISE = regex.compile(
    r"""
    (?<! (?:quy|lộ|chương|tiến|giải|công|quá|hành|(?<!tôn\s)giáo|tờ|cơ\ quan|các\ ban|theo|các
          |giải\ quyết|tổ|bộ\ phận|tham\ mưu,?) \s ) (?<![\p{L}\d])
    (?P<verb> tham\s+mưu | giúp | trình | đề\s+xuất | kiến\s+nghị )
    (?: \s*,?\s* (?:và\s+)? (?: tham\s+mưu | giúp | trình | đề\s+xuất | kiến\s+nghị | báo\s+cáo ) )*
    (?: \s*,?\s+ (?: kịp\s+thời | tốt | (?:có\s+)? hiệu\s+quả | việc | lại ) )*
    (?: \s+ (?: cho | với | lên | đến | để ) )? \s+
    """,
    regex.VERBOSE,
)
# "tham mưu báo cáo |", "trình, báo cáo |": who is reported to, though somebody is advised too
ADVISES_REPORT = regex.compile(r".*báo\s+cáo(?:\s+(?:cho|với|lên|đến))?\s+", regex.DOTALL)
# "báo cáo", "gửi", "gửi về"; the body may stand some words later, behind a preposition
REPORT = regex.compile(
    r"(?<![\p{L}\d])(?P<verb>báo\s+cáo(?!\s+viên)(?:\s+(?:ngay|nhanh|kịp\s+thời)(?!\p{L}))?|gửi|tổng\s+hợp(?:\s+(?:kết\s+quả|tình\s+hình|số\s+liệu))?\s+về"
    r"|(?<!(?:thông|dự|cảnh|quảng|khai|trình|mật|nhà)\s)báo(?:\s+ngay)?"
    r"(?!\s+(?:chí|cáo|đài|hiệu|động|hỏng|tin|giấy|điện|nhân\s+dân|ứng))"
    r"|phản\s+ánh(?=(?:[^.;,]|(?<=khó\s+khăn),){0,60}\s(?:về|đến|tới|với)\s)"
    r"|nộp(?=\s+(?:[^.;,]{1,30}\s)?về\s)|truyền\s+(?:dữ|số)\s+liệu(?=[^.;,]{0,30}\s(?:về|đến|tới)\s)"
    r"|đăng\s+ký(?=[^.;,]{2,60}\svới\s[^.;,(]{2,60}\s¦))(?![\p{L}\d])"
)
REPORT_TO = regex.compile(
    r"(?<![\p{L}\d])(?<!(?:đối|làm\s+việc|phối\s+hợp)\s)(?:gửi\s+về|về|với|cho|lên|đến|tới|gửi)\s+"
    r"(?:(?:địa\s+chỉ\s+)?(?:thư\s+điện\s+tử|email|hộp\s+thư)\s+của\s+)?"
)
# "(qua Ban Tổ chức Thành ủy)", ", qua Văn phòng …"
VIA = regex.compile(r"(?:^|[(,]|\s)(?:thông\s+qua|qua)\s+(?:đầu\s+mối\s+)?(?:là\s+)?")
VIA_LATER = regex.compile(r"(?:gửi|trước|chậm\s+nhất|xong|hoàn\s+thành)(?![\p{L}])")
# "Đầu mối là | Văn phòng …", "Đầu mối: | Phòng Kinh tế"
POINT_OF_CONTACT = regex.compile(
    r"(?:cơ\s+quan\s+|đơn\s+vị\s+)?(?:đầu\s+mối|thường\s+trực)(?:\s+(?:thực\s+hiện|theo\s+dõi|tổng\s+hợp))?"
    r"\s*(?::|là)\s+"
)
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
      | ngày | sáng | chiều | thứ | mỗi\s+(?:năm|quý|tháng|tuần)(?=\s*,) | tuần | kể\s+từ
      | đầu | giữa | cuối | muộn\s+nhất | riêng
      | thực\s+hiện\s+(?: kế\s+hoạch | nghị\s+(?:quyết|định) | chỉ\s+thị | kết\s+luận | quyết\s+định
                        | chương\s+trình | công\s+văn | công\s+điện | đề\s+án | luật | ý\s+kiến
                        | nhiệm\s+vụ | nội\s+dung | chỉ\s+đạo ) )
    (?![\p{L}])
    """,
    regex.VERBOSE,
)
# "Từ năm 2026 | Sở A hướng dẫn", "Trước mắt | các địa phương …": no comma parts them
WHEN_FIRST = regex.compile(
    r"(?:trước\smắt|trước\stiên|(?:từ|trong|đến|hết|kể\stừ)\s(?:nay|năm\s\d{4}|quý\s[ivx]+(?:/\d{4}"
    r"|\snăm\s\d{4})?|tháng\s\d{1,2}(?:/\d{4})?|ngày\s\d{1,2}/\d{1,2}/\d{4})"
    r"|(?:hằng|hàng|mỗi)\s(?:năm|quý|tháng|tuần)|(?:việc|nội\sdung|công\sviệc|nhiệm\svụ)\snày)\s+"
)
# "Cục A, | theo đề nghị của Bộ B, | gỡ bỏ …": what stands between a subject and its verb
# Between commas: on what grounds, by when, after what
ASIDE = regex.compile(
    r",\s+(?:theo|căn\s+cứ|trên\s+cơ\s+sở|chậm\s+nhất|muộn\s+nhất|trước|trong|đến|từ|định\s+kỳ|h[ằà]ng"
    r"|(?:ngay\s+)?sau\s+khi|khi|(?:trực\s+)?thuộc|trừ|nhất\s+là|đặc\s+biệt\s+là|kể\s+cả|dưới\s+sự"
    r"|bên\s+cạnh)\s[^,;.:]{3,200},\s+"
)
# "| Hộ chăn nuôi, cơ sở giết mổ | có trách nhiệm …": whoever stands there acts, known or not
HAS_DUTY = regex.compile(
    r"(?P<who>\p{L}[^.;:¤¦\d()]{4,120}?)\s(?:(?:có|(?:tự\s+|liên\s+đới\s+|cùng\s+)?chịu)\s+trách\s+nhiệm"
    r"|(?P<must>phải|không\s+được)(?!\s+(?:được|bảo\s+đảm|đảm\s+bảo|bị)))(?!\p{L})"
)
# Those who can have one, of bodies in no list
CAN_OWE = regex.compile(
    r"(?:doanh\s+nghiệp|hộ|chủ|nhà\s+thầu|tổ\s+chức|đơn\s+vị|cơ\s+quan|hợp\s+tác\s+xã|lực\s+lượng"
    r"|nhân\s+viên|trưởng)\s"
)
# A colon-ended opener that is no subject: "Đối với Quốc hội:"
ABOUT = regex.compile(r"(?:đối\s+với|riêng\s+đối\s+với|về|riêng)(?![\p{L}])")
# "Việc đóng cửa các bãi rác tạm | giao UBND xã", "Các việc nêu trên | do Sở A tổ chức": the work
# named first, who does it behind
WORK_FIRST = regex.compile(
    r"(?:^|(?<=[.;]\s)|(?<=,\s))(?:các\s+|những\s+)?(?:công\s+)?việc\s(?!làm\s)[^.;:]{3,160}?\s(?:do|giao(?:\s+cho)?)\s+"
)
# "do Sở Nội vụ chủ trì", "giao cho Phòng Kinh tế"
BY_AGENT = regex.compile(r"(?<![\p{L}])do\s+")
AGENT_VERBS = regex.compile(
    r"\s*(?:,\s*)?(?:chủ\s+trì|phụ\s+trách|đảm\s+nhiệm|chịu\s+trách\s+nhiệm|làm\s+đầu\s+mối|thực\s+hiện"
    r"|chuẩn\s+bị|biên\s+soạn|soạn\s+thảo|tham\s+mưu|triển\s+khai|tổ\s+chức\s+thực\s+hiện|làm\s+(?:nòng\s+cốt|thường\s+trực|chủ\s+đầu\s+tư))"
)
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
# Labels inside a cell: "Chủ trì: Cục A | Phối hợp: - Vụ B - Vụ C"
CELL_LABEL = regex.compile(
    r"(?<!\p{L})(?:(?:cơ quan|đơn vị|bộ phận)\s)?(?:(?P<lead>chủ trì|thực hiện)|phối hợp)"
    r"(?: thực hiện)?\s*:\s*(?:-\s+)?"
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
# "… có trách nhiệm", "… tập trung thực hiện tốt các nhiệm vụ sau:"
HEADING_AFTER = regex.compile(
    r"""
    [\s,]*
    (?: có\ trách\ nhiệm | có\ nhiệm\ vụ | chịu\ trách\ nhiệm | chủ\ trì | tập\ trung | thực\ hiện
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
GIVES = regex.compile(r"(?<!\p{L})(?:giao|yêu\s+cầu|đề\s+nghị|phân\s+công|chủ\s+trì)(?!\p{L})")
_ASKED = r"\s+(?:yêu\s+cầu|đề\s+nghị|giao)\s+(?:cho\s+)?"
GIVES_TOO = regex.compile(rf"(?:,|;|(?<!\p{{L}})và){_ASKED}")
# "… | và yêu cầu các đơn vị …": who is asked besides
ASKS_TOO = regex.compile(rf"\s*,?\s*và{_ASKED}")
PAUSE = regex.compile(r",\s+")
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
# What others do with a thing, no work of its own: "trình UBND tỉnh xem xét, HĐND tỉnh quyết định"
CONSENTS = regex.compile(
    r"\s*(?:xem\s+xét|quyết\s+định|ban\s+hành|phê\s+duyệt|thông\s+qua|cho\s+ý\s+kiến|quy\s+định|giao|phân\s+công)(?!\p{L})"
)
JOINS = regex.compile(r"\s*(?:cùng\s+)?phối\s+hợp(?!\p{L}|\s+(?:với|cùng))")
# "(Sở A và Sở B phối hợp | tham mưu, thực hiện)": what two do with one another
ACT_TOGETHER = regex.compile(r"\s+(?:tham\s+mưu|thực\s+hiện|tổ\s+chức|triển\s+khai|xây\s+dựng)")
# Higher levels that stand for a body where it is advised or reported to
HIGHER = regex.compile(
    r"(?:trung\s+ương|cấp\s+trên)"
    r"(?=\s*(?:[.,;)¦]|$|xem|theo|sửa|ban|quyết|cho|để|phê|bổ|hỗ|bố|cấp|trước|khi|điều|quan|sớm|chấp|giao|tháo))"
)
# Between who acts and what he does: "Thanh tra tỉnh | từ năm 2025 | đưa nội dung …"
WHEN = regex.compile(
    r"(?:kể\s+)?(?:từ|trong|vào|đến\s+hết|trước)\s+(?:(?:năm|tháng|quý|ngày)\s+)?"
    r"[\divx/.-]+(?:\s+(?:tháng|năm)\s+\d+)*\s*,?\s*"
)
# "Trưởng thôn | khi phát hiện dịch bệnh | phải báo ngay …"
WHEN_HE_MUST = regex.compile(
    r"(?:khi|nếu)\s[^,;.:]{3,100}?\s(?=(?:phải|có\s+trách\s+nhiệm|cần)(?!\p{L}))"
)
# "Các cấp ủy | nêu tại mục 3 | xây dựng …"
REFERRED_TO = regex.compile(
    r"(?:đã\s+|được\s+)?(?:nêu|nói|ghi|có\s+tên)(?:\s+(?:ở\s+)?trên(?!\p{L}))?"
    r"(?:\s*(?:tại|trong|ở|theo)\s+(?:(?:các\s+)?(?:mục|điểm|khoản|điều|phần|phụ\s+lục|biểu|danh\s+mục)"
    r"(?:\s+(?:[ivx]+|\d[\d.]*|\p{L})(?:,\s*(?:[ivx]+|\d[\d.]*))*(?!\p{L}))?,?\s*){1,4}"
    r"(?:(?:của\s+)?(?:kế\s+hoạch|chương\s+trình|nghị\s+quyết|chỉ\s+thị|kết\s+luận|thông\s+báo)"
    r"\s+này\s+)?|\s+)"
)
# "Khảo sát thực địa cùng | đơn vị tư vấn;": with whom, at the end
WITH_THEM = regex.compile(
    r"(?<=[\p{L}¤]\s)(?<!phối\s+hợp,?\s|chủ\s+trì,?\s)cùng\s+(?!với\s|cấp|kỳ|lúc)"
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
# What is proposed before who it is proposed to: "Đề xuất các giải pháp với UBND tỉnh"
PROPOSED_TO = regex.compile(
    r"(?!hợp\s+nhất|sáp\s+nhập)[^.,;:()¦]{3,60}?(?<!phối\shợp|cùng|gắn|đối|so|kết\shợp)\s(?:với|lên)\s"
)
# What a bracket says of the body before it
APPOSED = regex.compile(
    r"(?:là\s+)?(?:cơ\s+quan|đơn\s+vị|bộ\s+phận)\s+[^,;]*?(?:thường\s+trực|đầu\s+mối)[^,;]*"
)
# "mời Thường trực HĐND xã" in a cell
INVITED = regex.compile(r"(?:(?:kính|trân trọng)\s+)?(?:mời|đề nghị)\s+|(?:có|gồm)\s+(?!liên\s)")
# A cell that gives no body of its own
NO_BODY = regex.compile(r"[-–\s]*(?:nt|như\s+trên|thường\s+xuyên|không|n/a)[-–.\s]*")
# "Phòng A, Phòng B, mỗi phòng chịu trách nhiệm một phần": those named before
EACH_OF_THEM = regex.compile(
    r"mỗi\s(?:phòng|ban|sở|đơn vị|cơ quan|ngành|xã|địa phương|bên|người)\s[^,;]*"
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
# A line of bodies that tells their roles itself
TELLS_ROLES = regex.compile(r"(?<![\p{L}])(?:chủ trì|phối hợp|tham mưu|trình|giúp)(?![\p{L}])")
# "Trung tâm Y tế, các phòng chuyên môn phối hợp": only the last of them have a verb
LAST_COORDINATE = regex.compile(
    r"(?:(?!(?<!\p{L})(?:chủ trì|phối hợp|trình|giúp|với)(?!\p{L})).)*"
    r"\sphối hợp(?:\s(?:thực hiện|triển khai|tổ chức thực hiện))?\W*"
)
# Sentence ends and half-stops at which a subject may stand anew
BREAK = regex.compile(
    r"(?<!(?i:\btp))\.(?=\s|$)|[;!?…](?=\s|$)"
    r"|(?<!(?i:các (?:sở|phòng|ban|bộ|vụ|cục|huyện ủy|đảng ủy|chi cục|xã|phường|huyện|trường)))"
    r":(?=\s|$)|\.\.\.|…"
)
BRACKET = regex.compile(r"\((?P<inner>[^()]*)\)|\[(?P<square>[^\[\]]*)\]")
SHORT_FORM = regex.compile(r"\p{Lu}[\p{Lu}&]{1,7}")
QUOTE = regex.compile(r"“[^“”]*(?:”|$)|\"[^\"]*\"|«[^«»]*»")
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
# "Sở Nội vụ chủ trì; | các sở | phối hợp", "| cùng phối hợp thực hiện": all that is said of them.
ONLY_COORDINATES = regex.compile(
    r"\s*(?:cùng\s|là cơ quan\s|là đơn vị\s)?(?:tham gia,?\s)?phối hợp"
    r"(?:\s(?:thực hiện|tham mưu|triển khai|tổ chức thực hiện))?\W*"
)
