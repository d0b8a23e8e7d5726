"""Shapes of what stands around a figure: aims, results, rates, dates.

Words are called from words.yaml as in `patterns`, which compiles these too.
"""

from __future__ import annotations

from typing import Final

__all__ = ["CONTEXT", "NUMBER", "SMALL_NUMBERS"]

NUMBER: Final = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?)(?!\d)"
SMALL_NUMBERS: Final = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]

CONTEXT: Final[dict[str, str]] = {
    # "02 xe cứu thương | trên 100.000 dân", "10 bác sĩ | trên 1 vạn dân": so many of so many people
    "so_many_people": r"""
        trên\s+(?: 10{2,5} | 10{0,2}\.000 | (?:1\s|một\s)?vạn ) \s+
        (?:người|dân|trẻ|học\s+sinh|phụ\s+nữ)
    """,
    "of_them": r"\d\s+(?:\p{L}+\s+){1,4}$",
    # "giới thiệu (mới, cho) | từ 2.500 đoàn viên ưu tú trở lên"
    "achieves": r"""
        (?<!\p{L})(?&achieves)(?:\s+(?:mới|thêm|cho|được|(?:mỗi|h[ằà]ng)\s+năm)){0,2}\s*$
    """,
    # "đối với chi bộ kết nạp | từ 10 đảng viên trở lên": who is meant, not what is to be done.
    "meant": r"""
        (?<!\p{L})
        (?:đối\s+với|những|nếu|trường\s+hợp|tập\s+thể|cá\s+nhân|khi|khen\s+thưởng)\s[^,;]*$
    """,
    # In a task's text: "phấn đấu năm 2026 tăng cường | 120 bác sĩ".
    "aimed": r"(?<!\p{L})phấn\s+đấu(?!\p{L})[^;.]{0,140}$",
    # "Đến năm 2028, hoàn thành cải tạo hồ và | 08 vườn hoa"
    "dated_aim": r"""
        ^\s*(?:[-+•]\s*)? (?:(?:cho\s+)?(?:đến|tới)|hết) \s+ (?:hết\s+|cuối\s+|giữa\s+)?
        (?:năm|quý|tháng|nhiệm\s+kỳ) [^;.]{0,160}$
    """,
    # "giải quyết dứt điểm | 1.846 hồ sơ", "thí điểm tại | 05 địa phương" … with a time behind.
    "completes": r"(?<!\p{L})(?&completes)(?:\s+(?!các|những|từ)\p{L}+){0,8}\s*$",
    "has_term": r"""
        [^;.]*?(?: (?<!\p{L})(?:xong|hoàn\s+thành)\s+ | (?<!\p{L})
            (?:trong|trước|vào|đến|chậm\s+nhất)\s+
            (?:ngày|tháng|quý|năm|giai\s+đoạn|nhiệm\s+kỳ|\d)
          | \((?:tháng|quý|năm)\s+[\divx] )
    """,
    # "các hộ bị thu hồi | trên 50% đất": who is meant; "phân loại rác thành | 03 nhóm": how
    # Not "thiết bị | bảo mật cho 100% xã".
    "suffers": r"(?<!(?:thiết|trang|chuẩn|dự)\s)(?<!\p{L})bị\s+(?:\p{L}+\s+){1,3}$",
    "into": r"(?<!\p{L})(?:phân\s+loại|phân|chia|tách|gom)(?:\s+\p{L}+){0,3}\s+(?:thành|làm)\s+$",
    # "đề xuất phương án cải tạo | 38 trụ sở": what a paper is to be about
    "proposed": r"(?<!\p{L})(?:phương\s+án|đề\s+xuất\s+việc)\s+(?:\p{L}+\s+){1,4}$",
    # "khởi công xây mới | 22 nhà": houses are counted as they are built.
    "no_subject": r"""
        [\s,]* (?: (?:vào|đến|tới|trong|cho\s+đến)\s+ (?:hết\s+|cuối\s+)? năm\s+\d{4} )?
        [\s,]* (?:và\s+)? (?:trong\s+đó\s+)? (?:đạt\s+)?
    """,
    "builds": r"""
        (?<!\p{L})
        (?:xây(?:\s+dựng)?(?:\s+mới)?|sửa\s+chữa|xóa|bàn\s+giao|khởi\s+công)\s*$
    """,
    "house": r"(?:nhà|căn|mái\s+ấm)(?!\s+(?:máy|văn|hàng|trường)|\p{L})",
    # "sản phẩm OCOP | từ 4 sao trở lên", "người | từ 60 tuổi trở lên": which ones, not how many.
    "rating": rf"\s*từ\s+{NUMBER}\s(?&ratings)\s+trở\s+(?:lên|xuống)",
    "is_rating": r"(?&ratings)",
    "reached": r"(?:(?<!\p{L})(?:đạt|là|lên|đến|phấn\s+đấu)|:)\s*$",
    "of_years": r"(?<!\p{L})(?:số\s+năm|tuổi\s+thọ|thời\s+gian|thời\s+hạn)\s[^,;]*$",
    # Units that measure what stands before the figure, or behind it: "150 ha chè già cỗi".
    "measure": r"""
        đồng|usd|lần|ngày|giờ|phút|điểm$|điểm\s+phần|ha$|tuổi|năm|bậc|tấn|tạ$|km|kg|m2|m3|m²|m³|mw
      | (?:^|\s)m$|hecta|giường|lít|bps$|/\d|(?:^|\s)(?:con|lượt)$|kwh|^\s?/
    """,
    "of_stuff": r"(?:^|\s)(?:ha|hecta|km|km2|km²|m|m2|m3|m²|m³|tấn|tạ|kg|lít|đồng)$",
    # The unit of these is the whole name: "điểm | tư vấn pháp luật".
    "whole_name": r"(?:(?&scales)\s+)?(?:(?&whole_names))(?!\p{L})",
    # "kiến nghị của | 05 hộ dân"
    "owned_by": r"(?<!\p{L})của\s*$",
    # "kiểm tra dấu hiệu vi phạm đối với | từ 05 tổ chức đảng trở lên"
    "looks_at": r"""
        (?<!\p{L})(?:kiểm\s+tra|giám\s+sát|thanh\s+tra)\s[^;.]{0,90}(?:đối\s+với|tại)\s*$
    """,
    # "100% | hoạt động kiểm tra": a verb in other places.
    # "hệ thống thông tin | chuyên ngành": of which kind the counted things are
    "said_of": r"""
        (?<=(?:thanh|kiểm)\s+tra|giám\s+sát|thông\s+tin)\s+chuyên\s+(?:đề|ngành|sâu)\s*$
      | (?<=\p{L}{2,}\s+\p{L}+)\s+
        (?: tiêu\s+biểu|tự\s+(?:động|phát|quản|nguyện)|tình\s+nguyện|khởi\s+nghiệp|di\s+động
          | quốc\s+tế|chuyên\s+ngành|kiểu\s+mẫu|xuất\s+sắc|điển\s+hình|chế\s+biến\s+sâu
          | lớn|nhỏ|hiện\s+đại|quy\s+mô\s+\p{L}+ ) (?:\s+chuyên\s+ngành)?\s*$
    """,
    "noun_too": r"\s*(?&nouns_too)(?!\p{L})",
    "no_count": r"(?&no_count)(?!\p{L})",
    # In a task, right before a number: "mở | 03 lớp", "trồng mới | 50.000 cây".
    "makes": r"""
        (?<!\p{L})(?&makes)(?:\s+(?:mới|thêm|cho\s+đảng|cho|được|đủ|lại|xong|khoảng|hơn|bình\s+quân|bổ\s+sung|dứt\s+điểm)){0,2}\s*$
    """,
    # What a line of results gives: "Sản phẩm: | 05 đầu sách điện tử".
    "product": r"""
        ^\s*(?:[-+*•]\s*)?(?:sản\s+phẩm|kết\s+quả|đầu\s+ra|chỉ\s+tiêu|số\s+lượng)
        [^:;.]{0,40} : [^.]*$
    """,
    # "01 | báo cáo chuyên đề": a paper that is written, not a number of things to be reached
    "paper": r"""
        (?:báo\s+cáo|quyết\s+định|kế\s+hoạch|tờ\s+trình|văn\s+bản|đề\s+án|biên\s+bản|công\s+văn
          |nghị\s+quyết|thông\s+báo|chương\s+trình\s+hành\s+động|dự\s+thảo)(?!\p{L})
    """,
    # Between two numbers of what one verb makes: "02 trường mầm non |, | 01 trạm y tế".
    "and_also": r"""
        (?:\s+(?:về|cho|của|tại|trong|ở|đối\s+với)\s[^,;.\d]{1,60})?
        \s*(?:,|;|và|cùng)\s*(?:và\s+)?(?:thêm\s+)?(?:trong\s+đó\s+(?:có\s+)?)?
    """,
    # "không để xảy ra ngộ độc tập thể | từ 30 người trở lên"
    # "mở cống khi độ mặn | vượt 1‰", "họp khi có | ít nhất 2/3 thành viên"
    "conditional": r"(?<!\p{L})(?:khi|nếu|trường\s+hợp)\s[^,;]*$",
    # "Nồng độ mặn 4‰ | đã xâm nhập sâu"
    "was": r"\s*(?:đã|đang|hiện)\s",
    # "So với năm 2020, | số vụ tăng 12%", in a task
    # "đồng bào dân tộc thiểu số chiếm | 68%", in a task: how things are.
    "makes_up": r"(?<!\p{L})chiếm\s*$",
    # "Bảo hành | tối thiểu 24 tháng", "khoảng cách an toàn | tối thiểu 15 m"
    "norm": r"""
        (?<!\p{L})(?:khoảng\s+cách|bảo\s+hành|bảo\s+trì|bán\s+kính|chiều\s+(?:cao|rộng|dài|sâu)
          |trọng\s+tải|độ\s+dày|kích\s+thước|dung\s+lượng)(?!\p{L})[^,;]*$
    """,
    # "Năm 2024, toàn tỉnh đã xóa 1.245 nhà tạm, đạt | 83% kế hoạch"
    "told_of_year": r"^[^;]*?(?<!\p{L})năm\s+\d{4},?\s[^;.]{0,60}(?<!\p{L})đã\s(?:[^;.]|\.\d)*$",
    # "kiểm điểm người đứng đầu nơi | để tỷ lệ hồ sơ trễ hạn vượt 5%"
    "who_lets": r"""
        (?<!\p{L})(?:nơi|đơn\s+vị|cơ\s+quan|chủ\s+đầu\s+tư|địa\s+phương|người\s+đứng\s+đầu)\s
        (?:[^,;.\d]{0,30}\s)?để\s[^,;.]*$
    """,
    "points": r"(?<!\p{L})(?&heads)\s[^,;]{0,80}(?:giảm|tăng)(?:\s+bình\s+quân)?(?:\s+từ)?\s*$",
    "set_against": r"^\s*so\s+với\s",
    "negated": r"(?<!\p{L})không\s+(?:để|còn|có|phát\s+sinh|xảy\s+ra)\s[^,;.]*$",
    # "bảo đảm mật độ điểm lấy nước | không quá 150 m/điểm": a bound that a task gives.
    "bounded": r"""
        (?<!\p{L})(?:phấn\s+đấu|bảo\s+đảm|đảm\s+bảo|duy\s+trì)\s+
        [^,;]*(?<!\p{L})(?&heads)\s[^,;]*$
      | (?<!\p{L})(?:bảo\s+đảm|đảm\s+bảo|duy\s+trì|số\s+lượng)\s+$
      | (?:^|[,;:.(])\s*(?:[-+*•]\s*)?số\s+lượng\s[^,;.:\d]{2,60}$
    """,
    # "phấn đấu đến hết năm 2025, kim ngạch xuất khẩu đạt | trên 1,2 tỷ USD"
    "striven_for": r"(?<!\p{L})phấn\s+đấu(?!\p{L})[^;.]*(?<!\p{L})(?&heads)\s[^,;]*$",
    # "tỷ số tử vong mẹ | dưới 25/100.000 trẻ đẻ sống", "sĩ số | không quá 35 học sinh/lớp"
    "rated": r"""
        (?<!\p{L})(?:tỷ\s+số|tỷ\s+suất|sĩ\s+số|số\s+ca|mật\s+độ|số\s+năm\s+sống|tuổi\s+thọ|thời\s+gian\s+lưu\s+trú)
        \s[^,;.]*$
    """,
    # "100% doanh nghiệp có | từ 25 lao động trở lên": which ones
    "which_have": r"\d\s?%\s[^,;.%]{2,60}\scó\s+(?:từ|trên|dưới)\s+\d[^,;%]*$",
    # "dành | ít nhất 02 ngày làm việc tại cơ sở"
    "gives": r"(?<!\p{L})dành(?:\s+(?:ra|mỗi\s+tháng|mỗi\s+quý))?\s*$",
    # "giảm | tối thiểu 05 ngày so với quy định"
    "shortens": r"(?<!\p{L})(?:giảm|cắt\s+giảm|rút\s+ngắn)(?:\s+\p{L}+){0,3}\s*$",
    # "thời gian cấp giấy phép | không quá 20 ngày"; not the time of the task itself, nor a deadline
    "takes_time": r"""
        (?<!\p{L})thời\s+gian\s(?!(?:thực\s+hiện|hoàn\s+thành|tổ\s+chức|kiểm\s+tra|giám\s+sát)(?!\p{L}))
        [^;.:]{0,100}$
    """,
    "counted_from": r"\s*,?\s*(?:kể\s+)?từ\s+(?:ngày|khi|thời)",
    # "bảo đảm có | từ 04 bác sĩ trở lên", "mỗi tổ có | từ 05 thành viên trở lên"
    "is_to_have": r"""
        (?<!\p{L})(?:bảo\s+đảm|đảm\s+bảo|phấn\s+đấu|mỗi)\s[^,;.]{0,60}(?<!\p{L})có\s+$
      | (?<!\p{L})(?:bảo\s+đảm|đảm\s+bảo|phấn\s+đấu)\s+(?:có\s+)?$
    """,
    # "mỗi lớp | không quá 80 học viên"
    "each": r"""
        (?:^|[,;:(])\s*(?:và\s+|phấn\s+đấu\s+|(?:bảo|đảm)\s+(?:đảm|bảo)\s+)?(?:mỗi|một)\s+(?:\p{L}+,?\s+){1,7}$
    """,
    # "bảo đảm mỗi quầy | 01 bộ thiết bị"
    "ensures_each": r"(?<!\p{L})(?:bảo\s+đảm|đảm\s+bảo|phấn\s+đấu)\s+mỗi\s+(?:\p{L}+\s+){1,3}$",
    # "thực hiện | 03 phóng sự": what is shown or printed is made, whatever the verb
    "media": r"""
        (?:phóng\s+sự|chuyên\s+mục|video|phim|bản\s+tin|chuyên\s+trang|tin,?\s+bài|cuốn|tập)(?!\p{L})
    """,
    "does": r"(?<!\p{L})(?:thực\s+hiện|sản\s+xuất|xây\s+dựng|phát|dàn\s+dựng)\s+$",
    # "giải ngân | 315 tỷ đồng": money that a task is to bring in or to spend
    "raises": r"""
        (?<!\p{L})(?:giải\s+ngân|huy\s+động|vận\s+động|thu\s+hút|giảm)
        (?:\s+(?:thêm|đủ|hết|tiếp))?\s*$
    """,
    # "mở rộng diện tích lúa chất lượng cao lên | 18.000 ha"
    "raised_to": r"""
        (?<!\p{L})(?:mở\s+rộng|nâng|tăng|đưa)\s[^,;.]{2,60}\slên(?:\s+(?:khoảng|mức))?\s*$
    """,
    # "thu ngân sách trên địa bàn đạt | 286 tỷ đồng": measured, in a task
    "yields": r"""
        (?:^|[,;:])\s*(?:[-+*•]\s*)?(?:(?:đến\s+|trong\s+)?năm\s+\d{4},?\s+)?
        (?&heads)\s[^,;.:]{0,80}(?<!\p{L})(?:đạt|còn)\s+(?:khoảng\s+)?$
    """,
    # "25 sản phẩm OCOP đạt | từ 3 sao trở lên": which ones are counted
    "counted_that_reach": r"(?<!\p{L})\d+\s+(?:\p{L}+\s+){1,4}đạt\s*$",
    # "khám bệnh cho | 3.000 người dân": who is served.
    "served": r"""
        (?<!\p{L})(?:mở|giao\s+đất|tổ\s+chức|tập\s+huấn|bồi\s+dưỡng|đào\s+tạo|khám|cấp|hỗ\s+trợ|tặng|trao
          |vay|tư\s+vấn|dạy|phục\s+vụ|chăm\s+sóc|tiêm)(?!\p{L})
        [^;.]{0,120}(?<!\p{L})cho\s+(?:khoảng\s+)?$
    """,
    "person": r"""
        (?:lượt|người|hộ|học\s+sinh|sinh\s+viên|lao\s+động|cán\s+bộ|hội\s+viên|đoàn\s+viên|phụ\s+nữ
          |trẻ\s+em|giáo\s+viên|nông\s+dân|công\s+chức|viên\s+chức|đảng\s+viên|chủ\s+hộ|học\s+viên
          |(?:nữ\s+)?công\s+nhân|công\s+dân|bệnh\s+nhân|đối\s+tượng|tiểu\s+thương
          |(?:triệu|nghìn|vạn)\s+(?:công\s+dân|người|lượt)
          |thanh\s+niên|em|đội\s+viên|giảng\s+viên|ngư\s+dân|chiến\s+sĩ)(?!\p{L})
    """,
    # "thanh tra, kiểm tra | không quá 01 lần/năm": a limit on how often.
    "often": r"lần/",
    # "đạt dưới 70% kế hoạch | thì không xét thi đua"
    "then": r"[^.;,]{0,40}\sthì(?!\p{L})",
    # "các địa phương có tỷ lệ giải ngân dưới 15% | phải giải trình": which ones
    "told_by_rate": r"""
        (?<!\p{L})(?:phụ\s+trách|tại|ở|đối\s+với|ưu\s+tiên|cho|giúp|hỗ\s+trợ)\s+(?:các\s+|những\s+)?
        (?:xã|thôn|bản|huyện|nơi|địa\s+bàn|đơn\s+vị|vùng|hộ|doanh\s+nghiệp)\s+có\s+(?:tỷ|tỉ)\s+lệ\s[^,;]*$
    """,
    "with_rate": r"\scó\s+(?:tỷ|tỉ)\s+lệ\s[^,;]*$",
    "must": r"\s*(?:kế\s+hoạch\s+)?(?:phải|cần|chịu\s+trách\s+nhiệm|nghiêm\s+túc)(?!\p{L})",
    # Between two counts of which the first is compared: "ít nhất 480 hợp tác xã | và 12 liên hiệp".
    "compared_too": r"\s*(?:,|và)\s+",
    # Where a goal may begin without a verb: at the start, behind a date, behind another goal.
    "opens": r"(?:^|[:;,])\s*(?:[-+*•]\s*)?(?:có\s+|thêm\s+|mới\s+)?$",
    # In the name of a counted thing: "điểm bán hàng |, điểm trưng bày"; behind it: "05 lớp | cho".
    "next_one": r",|\s(?:và|hoặc|cho)\s",
    "for_whom": r"\s+cho(?!\p{L})",
    # A share that is told of in these is of them: "tỷ lệ nhiễm HIV | dưới 0,3% dân số".
    "rate": r"(?:tỷ|tỉ)\s+(?:lệ|trọng|suất)(?!\p{L})",
    "indexed": r"(?<!\p{L})(?:chỉ\s+số|hệ\s+số|điểm\s+số|tổng\s+tỷ\s+suất)\s[^;]*$",
    # "Cơ cấu kinh tế đến năm 2025: | nông nghiệp chiếm 18%": a lead-in to the goals behind it.
    "lead_in": r"^[^:]*:\s+(?=\p{L})(?!\p{L}+\s*$)",
    # Pieces of one noun at a comma: "nông, | lâm nghiệp, | thủy sản chiếm 18%".
    "piece": r"""
        (?!(?:h[ằà]ng|mỗi|đến|tới|trong|năm|phấn\s+đấu|trong\s+đó|tối\s+thiểu|ít\s+nhất|giai|từ)(?!\p{L}))
        \p{L}+(?:\s\p{L}+){0,2}
    """,
    # "tỷ lệ … đạt 95%", "Kinh tế số chiếm 30%": the figure is of what stands before it.
    "states": r"""
        (?: (?<!\p{L})(?:đạt|là|chiếm|lên|xuống|còn)(?:\s+(?:tỷ\s+lệ|bình\s+quân|khoảng|từ))?
          | : ) \s*$
    """,
    # Where the counted thing ends: "100% chi bộ | duy trì", "80% hồ sơ cấp huyện |; 60% …".
    "noun_end": r"""
        \s*[.;:()\[\]"] | \s+-\s | \s*$
      | \s*,\s* (?: báo\s+cáo|gửi|trình|rà\s+soát|đồng\s+thời|qua\s+đó
                  | phấn\s+đấu|trong\s+đó|tỷ\s+lệ|tỷ\s+suất|số|đạt|góp|nâng|mở|\d|toàn\s|riêng\s
                  | (?:(?!và\s)\p{L}+\s){1,5}(?:\d|(?:đạt|chiếm)\s)
                  | (?&ends_noun)(?!\p{L}) | (?:(?&more)|(?&less)|(?&at_least)|(?&at_most))\s+\d )
      | (?<!trực)(?!(?<=đường)\s+vào)(?!(?<=thải|nước|rác)\s+sinh\s+hoạt)(?!(?<=nhà)\s+ở(?!\p{L}))
        (?!(?<=thiết|trang|chuẩn)\s+bị(?!\p{L}))
        (?!\s+có\s+(?:công|uy\s+tín|đạo|hoàn\s+cảnh|thu\s+nhập\s+thấp|tổ\s+chức|việc\s+làm)(?!\p{L}))\s+(?&ends_noun)(?!\p{L})
      | (?<!(?:công|vụ|sự|phần|làm|về)(?=\s))\s+việc(?!\s+làm|\p{L})
      | \s+và\s+ (?: \d | (?&ends_noun)(?!\p{L}) | phấn\s+đấu
                   | (?:(?&more)|(?&less)|(?&at_least)|(?&at_most))\s+\d )
    """,
    # Between two figures that share the counted thing: "tối thiểu 80%|, |phấn đấu 90% thủ tục".
    "shares_noun": r"\s*,?\s*(?:và\s+)?",
    # Between what is counted and its figure: "tỷ lệ đô thị hóa | đạt | 60%".
    "link": r"(?: \s*:\s* | \s+(?:(?&links)|:)(?:\s+(?&links))*\s* | \s+ )$",
    "head": r"""
        (?<!\p{L})(?: (?&heads)(?!\p{L})
          | (?<!(?:đổi|nghệ|tế|ký|hệ|một|hội|tổng|dân)\s)(?<!%\s)số\s+(?:(?&units)|vụ|ca)(?!\p{L}) )
    """,
    "subject_open": r"(?<!\p{L})(?&subject_opens)(?!\p{L})\s*",
    "strives": r"(?<!\p{L})(?&strives)(?!\p{L})",
    # "hỗ trợ | 50% học phí"
    "rate_before": r"(?<!\p{L})(?:(?&rate_before)(?:\s+\p{L}+){0,2}|quá)\s*$",
    # "hỗ trợ 100% | hộ nghèo": who is to be helped; "hỗ trợ 50% | học phí": how much of something
    "supported": r"""
        \s(?:số\s+)?(?:người|hộ|học\s+sinh|sinh\s+viên|trẻ|đảng\s+viên|đoàn\s+viên|hội\s+viên
          |doanh\s+nghiệp|hợp\s+tác\s+xã|cơ\s+sở|xã|phường|trường|thôn|lao\s+động)(?!\p{L})
    """,
    # "trên 50% | tổng số phiếu", "trên 50% | tổng số thành viên tán thành"
    "rate_after": r"""
        \s*(?:(?:tổng\s+số|số|mức)\s+)?(?&rate_after)(?!\p{L})
      | [^.;,]{0,60}(?:tán\s+thành|biểu\s+quyết)
    """,
    # "tỷ lệ hộ nghèo đã giảm còn | 2,5%"
    # · "giải ngân được | 1.318 tỷ đồng" · "đầu năm 2024 là | 5,6%"
    "past": r"""
        (?<!\p{L})(?: (?&past)(?!\p{L})[^;.]*
          | (?:giải\s+ngân|kết\s+nạp|huy\s+động|vận\s+động|thực\s+hiện|thu|tiếp\s+nhận)
            \s+được\s[^;.]*
          | (?<!(?:thôn|trồng|làm|xây|lập|viên|nạp|sinh)\s)mới\s+(?:chỉ\s+)?(?:đạt|có)\s[^;.]*
          | (?<!chứng\s)chỉ\s+đạt\s[^;.]*
          | đầu\s+năm\s+\d{4}\s+(?:là|đạt|chiếm|còn)\s+
          | (?<!\p{L}\s)hiện\s+(?:nay\s+)?(?:(?:là|đạt|có|chiếm|mới)\s+)?
          | \shiện\s+(?:là|đạt|có|chiếm|mới)\s+ )$
      | ^\s*kết\s+quả(?:,|\s+(?:năm|quý|\d|đạt))[^;:]*$
      | ^\s*năm\s+\d{4}\s*,\s*[^;.]{0,40}(?<!\p{L})được\s[^;.]*$
    """,
    # "tỷ lệ lấp đầy các khu công nghiệp đã đi vào hoạt động đạt | trên 75%": of which ones
    "of_the_finished": r"""
        (?<!\p{L})(?&heads)\s[^,;.]*\sđã\s+(?:đi\s+vào|được|đăng\s+ký|qua|cấp|đưa|ký|thành\s+lập)
        \s[^,;.]*\s(?:đạt|chiếm|còn)\s*$
    """,
    "to_be_got": r"(?<!\p{L})phấn\s+đấu(?!\p{L})[^;.]{0,80}\sđược\s*$",
    # "giải ngân bằng | 96,8% kế hoạch"
    "equals": r"(?<!\p{L})bằng(?:\s+khoảng)?\s*$",
    # ", tăng | 3,1 điểm phần trăm | so với năm 2024": how far from what was, beside the figure.
    "changed": r"\d[^;]*[,(]\s*(?:tăng|giảm)(?:\s+(?:thêm|khoảng|gần|trên|hơn)){0,2}\s*$",
    "beside": r"\d[^;]*[,(]\s*$",
    "exceeds": r"^(?:tăng|giảm|vượt|cao\s+hơn|thấp\s+hơn)\s",
    "compares": r"[^.;,()]{0,60}?(?<!\p{L})so\s+với",
    # "từ 85% | (năm 2025) lên 90%": where it stood.
    "raised": r"""
        \s*(?:\([^()]*\)\s*)?(?:(?:cuối\s+)?năm\s+\d{4}\s+)?(?:tăng\s+|giảm\s+)?
        (?:lên|xuống)(?:\s+(?:còn|đến|trên|dưới|ít\s+nhất|tối\s+thiểu))?\s+\d
    """,
    # "(năm 2025 đạt 89,4 điểm)": the bracket after a goal that says how things stood.
    "base_bracket": r"""
        \(\s*(?:ước\s+)?(?:cuối\s+)?năm\s+\d{4}[^()\d]*\d[\d.,]*[^()\d]*\d?[^()\d]*\)
    """,
    # "sơ kết | 05 năm"
    "reviewed": r"(?:quán\s+triệt|sơ\s+kết|tổng\s+kết|kỷ\s+niệm|sau|qua|trong\s+vòng|so\s+với)\s*$",
    # "đạt 50% (| 8 xã)": a figure in the bracket that explains a share.
    "in_bracket_of_share": r"%[^,;]{0,30}\([^)]*$",
    # By when: "Đến năm 2025," · "trong nhiệm kỳ 2020-2025" · "vào cuối năm 2026"
    # · "Giai đoạn 2021-2025," · "năm 2025 đạt". Not "so với năm 2020", "định hướng đến năm 2030".
    "due": r"""
        (?<!định\s+hướng\s)(?<!tầm\s+nhìn\s)(?<!so\s+với\s)(?<!so\s)(?<!từ\s)(?<!\p{L})
        (?: (?:cho\s+)?(?:đến|tới)\s+(?:hết\s+|cuối\s+|trước\s+)?
          | trước\s+ | (?:trong|vào|hết)\s+(?:cuối\s+|đầu\s+)? | chậm\s+nhất\s+(?:là\s+|vào\s+)?
          | (?=(?:giai\s+đoạn|thời\s+kỳ|năm\s+\d|cuối\s+năm\s+\d)) )
        (?P<when>
            (?:giai\s+đoạn|nhiệm\s+kỳ|thời\s+kỳ|các\s+năm|năm|tháng|quý|ngày|cuối\s+năm
              |6\s+tháng|\d{1,2}/) \s*[^,;:.()%]{0,40}
          | \d{4}(?!\d) )
    """,
    # After a period without a preposition: the result that it dates.
    "dated_result": r"""
        (?:(?:cuối\s+)?năm|giai\s+đoạn|thời\s+kỳ)\s+\d{4}(?:\s*-\s*\d{4})?
        \s*(?:đạt|là|:|chiếm|vượt|tăng|giảm|phấn|tối|trên|dưới|có|\.|,|;|$)
    """,
    # "từ 85% năm 2025 | lên 90%": the date of where it stood.
    "moves_on": r"\s*(?:tăng\s+|giảm\s+)?(?:lên|xuống)(?!\p{L})",
    # After a date and a comma: the next goal, which has that date.
    "next_goal": r"[^,;]*,?\s*(?:đạt|có|tối|phấn|trên|\d)",
    # "đến hết tháng 11/2024 | giải ngân 315 tỷ đồng": no comma parts the date from the goal
    "dated_start": r"""
        (?:(?:đến|tới|hết|trong|từ)\s+)*(?:hết\s+|cuối\s+|đầu\s+)?
        (?:giai\s+đoạn\s+\d{4}\s*-\s*\d{4} | (?:năm|tháng\s+\d{1,2}\s*/|quý\s+[ivx]+\s*/)\s*\d{4})
        \s+(?=\p{L})
    """,
    # A party congress as a date: no due, whatever the heading says.
    "congress": r"đến\s+(?:hết\s+)?(?:đại\s+hội|nhiệm\s+kỳ|kỳ\s+đại\s+hội)",
    # … or one in words that surely counts: "tối thiểu một công trình"
    "digit": rf"\d|(?:ít\s+nhất|tối\s+thiểu)\s+(?:{'|'.join(SMALL_NUMBERS)})\s",
    "sentence": r"(?: [^.] | \.(?=\d) | \.(?!\s|$) )+ \.?",
    # Numbers that count nothing: dates, document numbers, quotations, names of terms. What
    # begins with a letter is tried where words begin only.
    "elsewhere": r"""
        (?<!(?:số|năm|tháng|quý|ngày|đề\s+án|dự\s+án)\s+\d*)\d\s"\p{L}+(?:\s\p{L}+){1,7}"
            (*SKIP)(*FAIL)  # "05 “Nhà nhân ái”" is a number of houses
      | "[^"]{0,400}"
      | (?<![\w/-])\d[\d/.-]{0,20}[/-]\p{L}[\w/-]{0,40}
      | (?<!\d)\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}
      | (?:19|20)\d\d(?!\d|\s*(?&units)(?!\p{L}))
      | (?<!\p{L}) (?:
            số\s*:?\s*\d[\d.]{0,12}\s?[-/,]\s?[\w/-]{1,40}
          | ngày\s+\d{1,2}(?:/|\s+tháng\s+)\d{1,2} | năm\s+(?:19|20)\d\d(?!\d)
          | (?:đề\s+án|dự\s+án|chương\s+trình|nghị\s+quyết|chỉ\s+thị|quốc\s+lộ)\s+\d[\d.,]*
            (?:\s+(?:triệu|nghìn)\s+ha)?
          | trên\s+(?:01|1|một)\s+(?:ha|hecta|đơn\s+vị|m2|lao\s+động)(?!\p{L})
          | cả\s+\d{1,2}\s
          | (?:cấp|hạng|loại)\s+\d{1,2}(?![\d.,]|\s?%|\s(?&units)(?!\p{L}))
          | (?:mức\s+độ|cấp\s+độ|điều|khoản|lần\s+thứ|khóa|khu|phần|nhóm|bước)\s+\d+
        )
    """,
}
