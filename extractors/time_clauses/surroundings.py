"""What stands around a time, named: the words that make it the task's, or another thing's.

In the samples a bar marks where the time is: "kế hoạch | năm 2023".
"""

from __future__ import annotations

from typing import Final

__all__ = ["SURROUNDINGS"]

SURROUNDINGS: Final[dict[str, str]] = {
    # A label inside the text: "… Thời gian thực hiện: quý II/2025."
    "inline_label": r"""
        (?<!\p{L}) (?P<label>(?&_labels))
        (?: \s*(?::|-|;|là)\s* | (?:\s+\p{L}+){1,3}\s*:\s* )
        (?P<content> [^.;()]* (?:\([^()]*\)[^.;()]*)* )
    """,
    "deadline_label": r"(?<!\p{L})(?&_deadline_label_words)",
    "start_label": r"(?<!\p{L})(?:bắt\s+đầu|khởi\s+công|khởi\s+đầu)(?!\p{L})",
    # Where a date stands that is not this task's: a document's number with its date, a quotation.
    "elsewhere": r"""
        "[^"]{0,600}"
      | (?: số\s*:?\s*\d[\w./-]{0,40}\s?-?\s?[\w/-]{0,40}
          | (?<!\w)\d{1,6}\p{L}{0,3}\s?[-/]\s?\w{1,12}(?:[-/]\w{1,12}){1,6} )
            ,?\s*ngày\s+\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}
      | số\s*:?\s*\d[\w./-]{0,40} ,?\s*ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}
      | (?<![\d/.])(?&_round_the_clock)
    """,
    # A sentence that says "again and again" makes a date without a year recurring.
    "says_recurring": r"""
        định\s+kỳ | (?:h[ằà]ng|mỗi)\s+(?:năm|quý|tháng)
      | từng\s+năm\s*$
      | báo\s+cáo\s+(?:năm|quý|tháng|0?6\s+tháng)(?!\p{L}|\s+\d)
      | tháng\s+(?:đầu|cuối)(?:\s+(?:tiên|cùng))?(?:\s+(?:của|mỗi))?
            \s+quý(?!\s+[ivl\d]{1,3}(?!\p{L}))
    """,
    # "trước ngày 15/6", "trước ngày 15 tháng 12": two of them in a sentence come back every year.
    "yearless_deadline": r"""
        (?&_before)\s+ngày\s+\d{1,2}(?:/|\s+tháng\s+)\d{1,2} (?![\d/]|\s*/|\s+năm\s+\d)
    """,
    # "báo cáo", "trình": they make a period in the same clause a deadline. Not "báo cáo viên",
    # "chương trình", "trình độ", "thu, nộp đảng phí".
    "hands_in": r"""
        (?<!\p{L}) (?<!(?:chương|công|quá|quy|lộ|giáo|tiến|lịch|hành|tờ|thuyết|tường)\s)
        (?<!thu,?\s) (?<!tiền\s) (?&_reporting)(?!\s+(?:viên|độ|tự|diễn|bày|thu))
    """,
    # "xây dựng quy định, ban hành | trong năm 2024", "kiểm định; có kết quả | trong tháng 12",
    # "đưa nhà máy vào vận hành | trong năm 2025"
    "comes_out": r"""
        (?<!\p{L}) (?<!(?:được|do|đã|quan|mới|ký|thể|quyền|chờ|vừa)\s)
        (?<!(?<!\p{L})khi\s[^,;.]{0,80})
        (?: ban\s+hành | phê\s+duyệt | quyết\s+định\s+chủ\s+trương
          | công\s+bố(?!\s+(?:tại|theo|ngày)) | có\s+kết\s+quả
          | bàn\s+giao | khánh\s+thành | nghiệm\s+thu
          | (?:đưa|đi)(?:\s+[^,;]{1,60}?)?\s+vào
            \s+(?:sử\s+dụng|vận\s+hành|hoạt\s+động|khai\s+thác) )
        (?!\p{L})
        (?: (?!(?:và|rồi)\s+(?:tổ\s+chức|triển\s+khai|thực\s+hiện|áp\s+dụng)(?!\p{L}) | kỳ\s+họp)
            [^,;] )* $
    """,
    # "trình Hội đồng nhân dân ban hành | trong năm 2023 | chính sách hỗ trợ …"
    "issues_it": r"(?<!(?:được|đã|mới)\s)(?<!\p{L})(?:ban\s+hành|phê\s+duyệt|thông\s+qua)\s*$",
    # "Sở Nội vụ tham mưu | sơ kết Kế hoạch |": not "Ban Tổ chức", "công tác tổ chức".
    "dated_act": r"""
        (?<!\p{L}) (?<!(?:ban|phòng|công\s+tác|các|của|về|bộ|máy|thống|khâu|kết\s+quả)\s)
        (?&_dated_act)
    """,
    # "sơ kết, đánh giá kết quả thực hiện | vào tháng 6/2028"
    "reviews_and": r"(?:sơ|tổng)\s+kết\s*(?:,|và)\s*(?:đánh\s+giá|rút\s+kinh\s+nghiệm)[^,;]*$",
    # "sơ kết vào năm 2028, tổng kết | năm 2030"
    "last_review": r"""
        (?<!\p{L})sơ\s+kết[^.;]{0,120}\d{4}\)?\s*(?:,|và)\s*(?:và\s+)?(?:tổ\s+chức\s+)?
        tổng\s+kết(?:\s+(?!kế|đề|chương|nghị|chỉ)\p{L}+){0,3}\s*$
    """,
    # "sơ kết | năm 2028 và tổng kết năm 2030"
    "first_review": r"(?<!\p{L})sơ\s+kết(?:\s+[^,;.\d]{1,60})?\s*$",
    "next_review": r"\s*(?:,|và)\s*(?:và\s+)?(?:tổ\s+chức\s+)?tổng\s+kết\s[^.;]{0,60}\d{4}",
    # "Năm 2028 | tiến hành sơ kết, quý IV năm 2030 tổng kết"
    "then_review": r"\s+(?:(?:tiến\s+hành|tổ\s+chức)\s+)?(?:sơ|tổng)\s+kết(?!\p{L})",
    # "hồ sơ lập | từ năm 2026": when a thing is from
    "dates_from": r"""
        (?<!\p{L})(?:hồ\s+sơ|tài\s+liệu|dữ\s+liệu|số\s+liệu|dự\s+án|lập|(?<!ngoại\s)khóa|kết\s+quả|bệnh\s+án
        |người(?!\s+đứng\s+đầu)|học\s+sinh|công\s+trình|văn\s+bản|vụ\s+việc|đối\s+tượng)(?:\s+\p{L}+){0,3}\s*$
    """,
    # "kết quả | thực hiện": a noun's verb
    "owns_doing": r"""
        (?<!\p{L})(?: kết\s+quả|tình\s+hình|tiến\s+độ|quá\s+trình|việc
                     | (?:hoạt\s+động|công\s+tác)\s+(?:\p{L}+,?\s+){0,2} )\s*$
    """,
    "closes": r"^\s*(?:[.;]|$|,\s*trong\s+đó|\((?!khóa|nghị|đợt))",
    # "đợt 2: | trước 30/11": one of the waves of one year
    "wave": r"(?<!\p{L})(?:đợt|lần|kỳ|giai\s+đoạn)\s+(?:\d{1,2}|[iv]{1,3}|\p{L}{2,4}):?\s*$",
    # "Phấn đấu trong năm 2025 | hoàn thành …", "Trong quý II |, Sở Y tế hoàn thành …"
    "done_after": r"""
        \s*,?\s*(?:(?<=,\s*)(?:(?!hoàn)[\p{L}-]+\s+){1,12})?
        (?:(?:phải|cơ\s+bản|phấn\s+đấu)\s+)?(?:hoàn\s+thành|hoàn\s+tất)
        (?!\p{L}|\s+(?:tốt|xuất\s+sắc|thắng\s+lợi))
    """,
    # "trong quý IV/2025 | trình Hội đồng nhân dân"
    "hands_after": r"\s+(?:trình|báo\s+cáo(?!\s+(?:định|h[ằà]ng))|gửi|nộp)\s",
    "own_time": r"""
        [^.;,]{0,80}?(?<!\p{L})(?:trước|chậm\s+nhất|trong|vào|đến(?:\s+hết)?)\s+
        (?:ngày\s+\d|tháng\s+\d|quý\s|năm\s+\d|\d{1,2}/)
    """,
    # "hoàn thành", "xong"; not "hoàn thành tốt nhiệm vụ".
    "finishes": r"""
        (?<!\p{L})(?&_done)(?!\s+(?:tốt|xuất\s+sắc|thắng\s+lợi|chức\s+trách|các\s+chỉ\s+tiêu))
      | (?<!\p{L})(?:giải\s+quyết|xử\s+lý|khắc\s+phục|thanh\s+toán)\s[^,;]{0,60}dứt\s+điểm\s*$
      | (?<!\p{L})(?:giải\s+quyết|xử\s+lý|khắc\s+phục)\s+dứt\s+điểm(?!\p{L})
    """,
    # "kết quả đạt được | trong năm 2023"
    "of_past": r"""
        (?<!\p{L}) (?<!(?:máy|thuộc|giới|đặc|vệ|học|an|thí|phục|hộ|dân|hy|môi|dưỡng)\s)
        (?&_tells_of_past) (?<!(?<!\p{L})sinh(?=\s+(?!năm|tháng|trong|trước|từ|vào)\p{L}))
    """,
    # "được phê duyệt | trước ngày 01/7/2014": done before that day, not to be done by then.
    "was_done": r"""
        (?<!\p{L})(?: đã|được|phát\s+sinh|tồn\s+tại|có\s+hiệu\s+lực|hiệu\s+lực\s+thi\s+hành
          |(?<=(?:viên|người|dân|em|cháu|bộ|nam|nữ)\s)sinh
          |xảy\s+ra|có\s+từ|vào\s+đảng|vi\s+phạm|(?<=đất\s)(?:lấn\s+chiếm|sử\s+dụng|khai\s+hoang) )
        (?:\s+(?!hoàn)\p{L}+){0,4}\s*$
    """,
    # "rà soát các nhiệm vụ được Chính phủ, Thủ tướng Chính phủ giao | trong năm 2025"
    "given_then": r"""
        (?<!\p{L})(?:nhiệm\s+vụ|việc|chỉ\s+tiêu|nội\s+dung)\s(?:đã\s+)?được\s[^.;:]{2,80}\sgiao\s*$
    """,
    # "thời gian xét duyệt | không quá 10 ngày kể từ …": how long it takes, not when.
    "duration_of": r"(?<!\p{L})thời\s+(?:gian|hạn)\s[^,;:]{1,80}$",
    # "định hướng | đến năm 2030"
    "naming": r"(?<!\p{L})(?<!(?:đầu|giữa|cuối|hết|toàn)\s)(?&_names_a_period)\s*$",
    # "kế hoạch | năm 2023", "kế hoạch công tác | năm 2023"
    "annual_noun": r"""
        (?<!\p{L})(?:(?&_annual_paper)|(?&_annual_work))
        (?:\s+(?:trọng\s+tâm|cụ\s+thể|công\s+tác|tổ\s+chức|triển\s+khai|\p{L}+\s+\p{L}+))?\s*$
    """,
    # "nhiệm vụ | trong năm 2023", "công tác kiểm tra | trong năm 2023"
    "work_done": r"^\s*việc(?:\s+\p{L}+){1,4}\s*$",
    "annual_work": r"""
        (?<!\p{L})(?&_annual_work)
        (?:\s+(?:trọng\s+tâm|cụ\s+thể|công\s+tác|tổ\s+chức|triển\s+khai|\p{L}+\s+\p{L}+))?\s*$
    """,
    # "kế hoạch luân chuyển cán bộ | hằng năm"
    "rhythm_noun": r"(?<!\p{L})(?:(?&_owns_rhythm)|(?&_owns_periodic))(?:\s+\p{L}+){0,6}\s*$",
    # "kiểm tra, giám sát | sau khi …"; "cán bộ | sau khi hoàn thành khóa học"
    "watches": r"(?<!\p{L})(?&_watches)\s*$",
    "outlasts": r"(?<!\p{L})(?&_outlasts)(?:\s+\p{L}+){0,2}\s*$",
    # "khảo sát tình hình đời sống | sau 3 năm thực hiện Quyết định số …": which is over
    "looks_into": r"(?<!\p{L})(?:tình\s+hình|thực\s+trạng|kết\s+quả)\s[^.;]{2,80}$",
    # "(khi hệ thống của Bộ Công an vận hành chính thức)." and what a sentence may end with
    "whole_when": r"^khi\s+(?:\p{L}+\s+){4,}",
    "whole_behind": r"^\)\s*(?:[.;]|$)",
    # "Luật Đất đai | (năm 2024)"
    "law": r"(?<!\p{L})(?:luật|bộ\s+luật|hiến\s+pháp|pháp\s+lệnh|điều\s+lệ)\s[^.;()]{0,60}$",
    # "Sơ kết … Nghị quyết số 19-NQ/TW | (năm 2023)": then the year is the task's after all.
    "reviews": r"(?<!\p{L})(?:sơ\s+kết|tổng\s+kết|đánh\s+giá)\s",
    # "kỷ niệm 50 năm Ngày Giải phóng miền Nam | (30/4/1975)"
    "anniversary": r"""
        (?<!\p{L})(?:kỷ\s+niệm|ngày\s+\p{L}+\s+\p{L}+|năm\s+ngày|lần\s+thứ)\s?[^.;()]{0,90}$
    """,
    # "Nghị quyết số 19-NQ/TW | (năm 2017)"
    "document_mark": r"(?:[\d\p{L}]-\p{L}+|/\p{L}+)$",
    # "Chương trình mục tiêu quốc gia | (giai đoạn 2021-2025)"
    "programme": r"""
        (?<!\p{L})(?:đề\s+án|chương\s+trình|kế\s+hoạch|chiến\s+lược|quy\s+hoạch|dự\s+án)
        \s[^.;,()]{0,60}$
      | (?<!\p{L})(?:đề\s+án|chương\s+trình\s+mục\s+tiêu|chiến\s+lược|quy\s+hoạch)\s
        (?:(?!hoàn|trình|báo|thực|triển)[^.;()]){0,110}$
    """,
    # "sinh hoạt chi bộ | định kỳ"
    "periodic_noun": r"(?<!\p{L})(?&_owns_periodic)\s*$",
    # "chế độ báo cáo | định kỳ": a noun here, unless a rhythm follows.
    "report_noun": r"(?:báo\s+cáo|chế\s+độ|giao\s+ban|họp|đánh\s+giá|kiểm\s+tra)\s*$",
    # "chi trả trợ cấp | hằng tháng", "xếp loại | hằng quý", "sinh hoạt chi bộ | hằng tháng"
    "paid_noun": r"""
        (?<!\p{L})(?:xếp\s+loại|xếp\s+hạng|trợ\s+cấp|phụ\s+cấp|lương|thu\s+nhập|học\s+phí|tiền|chi\s+phí
          |mức|kỳ|phiên|sinh\s+hoạt|kiểm\s+điểm|bình\s+xét|hóa\s+đơn|bản\s+tin|ấn\s+phẩm|số\s+liệu)
        (?:\s+\p{L}+){0,2}\s*$
    """,
    # "…, báo cáo (kết quả) | hằng quý về …": the verb, not a noun.
    "reports_here": r"""
        (?:^|[,;:]|và)\s*(?:tổng\s+hợp,?\s+|gửi\s+)?báo\s+cáo
        (?:\s+(?:kết\s+quả|tình\s+hình|tiến\s+độ)(?:\s+thực\s+hiện)?)?\s*$
    """,
    "addressee": r"\s*(?:[.;(]|$|,?\s*(?:về|cho|gửi|với|đến)\s)",
    # "gửi kết quả về Sở Xây dựng | hằng quý", "báo cáo tiến độ tiêm phòng | hằng tuần"
    "sends_results": r"""
        (?<!\p{L})
        (?<!(?:chế\s+độ|kỳ|mẫu|việc|công\s+tác|chất\s+lượng|nội\s+dung|các|hội\s+nghị|lịch)\s)
        (?:gửi|báo\s+cáo|trao\s+đổi|cung\s+cấp|thông\s+báo)\s+
        (?:kết\s+quả|tình\s+hình|số\s+liệu|tiến\s+độ|danh\s+sách|thông\s+tin|dữ\s+liệu)[^,;:]*$
    """,
    # "định kỳ | tham mưu sơ kết", "hằng năm | báo cáo"
    "governed_verb": r"""
        \s*(?:,|:)?\s*(?:(?:tiếp\s+tục|kịp\s+thời|nghiêm\s+túc|chủ\s+động)\s+)?(?&_governed)
    """,
    # "đến năm 2030 |, có 50% …"
    # ", đến năm 2028 | xử lý dứt điểm"; not ", đến năm 2028 | đã xử lý", "| của tỉnh"
    "further_goal": r"""
        \s+ (?!(?&_holds_to_noun)) (?![^,;.]*(?<!\p{L})(?:đã|vừa)\s) [\p{L}\d]
    """,
    "reaches": r"\s+(?:đạt|còn|chiếm|giảm\s+còn|tăng\s+lên)\s+(?:\p{L}+\s+){0,3}\d",
    # "phấn đấu 100% sở, ngành có cán bộ chuyên trách | vào cuối năm 2027": reached by then
    "goal_then": r"""
        (?<!\p{L})(?:phấn\s+đấu|bảo\s+đảm|đảm\s+bảo|ít\s+nhất|tối\s+thiểu|không\s+dưới)
        \s[^;.]*$ | \d\s?%\s[^;.]*$
    """,
    # "; năm 2026 | kim ngạch xuất khẩu đạt khoảng 2,35 tỷ USD"
    "goal_named": r"\s+\p{L}[^,;.:]{3,60}\sđạt\s+(?:\p{L}+\s+){0,2}\d",
    "goal": r"\s*[,:]?\s*(?:(?&_goal_opens)|\d)",
    "by_document": r"^\s+theo\s+(?&_document)(?!\p{L})",
    "ends_clause": r"\s*(?:[.,;:()/]|$|và\s|(?:sau\s+)?khi\s|\[)",
    "starts_clause": r"""
        (?: ^ | [.;:(\-+•] | ,
          | (?<!\p{L})(?:và|(?:trên\s+cơ\s+sở|từ|qua|sau)\s+đó|phấn\s+đấu|mục\s+tiêu|cụ\s+thể
              |trong\s+đó|theo\s+đó|đồng\s+thời
              |đặc\s+biệt|nhất\s+là|riêng|đề\s+ra)[,:]? ) \s*$
    """,
    "starts_sentence": r"""
        (?: ^ | [.;:(] | ^\s*[-+•] ) \s*
        (?: (?:đồng\s+thời|ngoài\s+ra|bên\s+cạnh\s+đó|riêng|theo\s+đó),?\s* )?$
    """,
    "sentence_end": r"[.!?](?=\s+(?!\d)) | [.!?]\s*$ | ; | \n",
    "bracket_or_end": r"[()] | [.!?](?=\s+(?!\d)) | [.!?]\s*$ | ; | \n",
    "separator": r"""
        (?: \s | [,;:()+\-./] | (?:và|hoặc|đồng\s+thời|sau\s+đó|rồi|dự\s+kiến)(?!\p{L}) )*
    """,
    # ---- What a period looks like -----------------------------------------------------------
    "so_many_years": r"""
        0?\d\s+(?=năm\s+\d{4}\s*(?:-|đến|và|,))
      | 0?[2-6]\s+(?=(?:tháng|quý)\s+[ivx\d]{1,3}\s*(?:,|và))
    """,
    "so_many_days": r"""
        (?:hai|ba|0?[23]|các)\s+(?=ngày\s+\d)
      | (?=ngày\s+(?:(?&_two)\s*(?:,|và)\s*){1,2}(?:ngày\s+)?(?&_two)\s?/)
    """,
    "is_range": r"-|đến|tới",
    "only_year": r"^(?:năm\s+(?:ngân\s+sách\s+)?)?\d{4}$",
    "only_date": r"^(?:ngày\s+)?[\d\s/.-]+$|^ngày\s",
    "has_slash_date": r"\d\s?/\s?\d\d?(?!\d)",
    "exact": r"\d\s*/\s*\d|tháng|quý",
    "is_era": r"giai\s+đoạn|thời\s+kỳ|nhiệm\s+kỳ|năm\s+học",
    "begins_era": r"^(?:giai\s+đoạn|thời\s+kỳ|\d{4})",
    "begins_number": r"^\d(?!.*tháng)",
    "begins_edge": r"^(?:cuối|hết|giữa)\s",
    "begins_edge_of_year": r"^(?:đầu|giữa|cuối)\s+năm\s+\d{4}$",
    "begins_period": r"^(?:ngày|\d|tháng|quý|đầu|cuối|giữa)",
    "begins_each": r"^(?:h[ằà]ng|mỗi|theo\s+từng|vào|định|ít|tối)",
    # "không quá", "hạn cuối": weak words, good only before a date.
    "weak_before": r"^(?:không\s+quá|hạn|thời\s+hạn)",
    "begins_stretch": r"^(?:(?:bắt\s+đầu\s+|kể\s+)?từ|(?:trong\s+)?giai\s+đoạn)\s",
    "counts_times": r"lần|\d\s+(?:kỳ|đợt|buổi|cuộc|phiên|lượt|số|chuyên\s+mục)(?!\p{L})",
    "begins_least": r"^(?:ít|tối)\s",
    # "ít nhất 02 lần/năm"; not "ít nhất mỗi quý một lần"
    "least_times": r"^(?:ít\s+nhất|tối\s+thiểu)\s+(?:\d|một|hai|ba|bốn)",
    "so_many": r"\s+có\s+(?:ít\s+nhất|tối\s+thiểu|từ|trên)\s+\d",
    "step": r"""
        (?&_steps)(?:\s+\p{L}+){0,2}?\s+
        (?=(?:(?:từ|trong|vào|đến|trước)\s+)?(?:năm|quý|tháng|ngày)\s)
    """,
    # "mỗi năm | ít nhất 06 lớp", "mỗi năm | đào tạo được từ 9.000 lao động"
    "so_many_each": r"""
        ,?\s+(?:(?!(?:ít|tối|không|từ|trên)\s)\p{L}+\s+){0,6}
        (?:ít\s+nhất|tối\s+thiểu|không\s+dưới|từ|trên)\s+\d
    """,
    "at_least": r"(?:ít\s+nhất|tối\s+thiểu)\s*$",
    # "hoàn thành trước khi | kết thúc năm học"
    # "ít nhất 05 ngày trước khi họp": how long before what is not dated
    "before_event": r"trước\s+khi(?!\p{L})",
    # "không để dồn thanh toán | vào cuối năm"
    "averts": r"(?<!\p{L})không\s+(?:để|dồn)\s[^,;.]*$",
    "averts_now": r"(?<!\p{L})không\s+để\s+(?:\p{L}+\s+){1,5}$",
    "no_order": r"""
        (?<!\p{L})(?:không|chỉ|chưa|cấm|khuyến\s+khích|tránh|ngăn|xử\s+lý|quy\s+định|kỹ\s+năng
          |kiến\s+thức|rủi\s+ro|tình\s+trạng|chấp\s+hành|việc|hành\s+vi|tỷ\s+số|phân\s+công
          |chịu\s+trách\s+nhiệm)
        (?!\p{L})[^.;,]*$
    """,
    "plans_for": r"(?<!\p{L})(?:phương\s+án|kịch\s+bản|kế\s+hoạch)(?:\s+\p{L}+){0,3}\s*$",
    # "điều chỉnh, bổ sung Kế hoạch | khi cấp ủy có yêu cầu"
    "revises": r"(?<!\p{L})(?:điều\s+chỉnh|bổ\s+sung|sửa\s+đổi|cập\s+nhật)(?:\s+\p{L}+){0,4}\s*$",
    "before_when": r"(?<!\p{L})trước\s+khi(?:\s+\p{L}+){0,2}\s*$",
    # "triển khai thực hiện | xong | trong tháng 02"
    "has_done": r"\sxong\s",
    "leading_verb": r"(?:(?&_done)|(?&_doing))\s+",
    "leads_verb": r"^(?:thực\s+hiện|duy\s+trì|tổ\s+chức|tiến\s+hành)\s",
    "begins_soon": r"^vào",
    "has_hour": r"\d\s?(?:giờ|h)(?!\p{L})",
    "until_end": r"^(?:đến\s+(?:hết|trước)|cho\s)",
    # ---- What stands before or after it ------------------------------------------------------
    # "tính (đến) | ngày 20 hằng tháng", "số liệu … | ngày 31/12 hằng năm": a cut-off, no deadline.
    "counts_to": r"(?<!\p{L})(?:tính|chốt)(?:\s+đến)?\s*$",
    "figures_of": r"(?:số\s+liệu|tính)[^,;]*$",
    # "hằng tuần", "mỗi quý"; not "hằng năm"
    "begins_short": r"^(?:vào\s+)?(?:h[ằà]ng|mỗi|theo\s+từng)\s+(?:ngày|tuần|tháng|quý)(?!\p{L})",
    # "tại hội nghị tổng kết | ngày 20/12/2019", "tại kỳ họp thường lệ | tháng 7/2026"
    "assembly": r"""
        (?<!\p{L})(?:tại|vào)\s+(?:hội\s+nghị|kỳ\s+họp|phiên\s+họp|cuộc\s+họp|buổi\s+lễ|đại\s+hội|lễ)
        (?:\s+\p{L}+){0,6}\s*$
    """,
    # "kế hoạch công tác cụ thể | hằng tháng"
    "plan_of_work": r"""
        (?<!\p{L})(?:kế\s+hoạch|chương\s+trình|lịch)\s+(?:công\s+tác|làm\s+việc)
        (?:\s+\p{L}+){0,3}\s*$
    """,
    # ", giai đoạn 2026 - 2030 | mỗi năm mở 02 lớp"
    "rhythm_next": r"\s*,?\s*(?:định\s+kỳ\s+)?(?:h[ằà]ng|mỗi)\s+(?:năm|quý|tháng|tuần)(?!\p{L})",
    # "đạt các tiêu chí đô thị loại II | trước năm 2025"
    "attains": r"""
        (?<!\p{L})(?<!(?:đã|được)\s)
        (?:đạt|phấn\s+đấu|trở\s+thành|đưa|xóa|phủ|hình\s+thành|giải\s+quyết|chấm\s+dứt)\s[^;:]*$
    """,
    # "từ | năm 2023 - 2027"
    "year_to_year": r"^(?:năm\s+)?\d{4}\s*(?:-|đến)\s*(?:năm\s+)?\d{4}$",
    # "bảo đảm | năm 2023 | giảm 1% cán bộ, công chức"
    "ensures": r"(?<!\p{L})(?:bảo\s+đảm|đảm\s+bảo)\s*$",
    "changes_by": r"\s+(?:giảm|tăng|đạt|có)\s+(?:\p{L}+\s+){0,3}\d",
    # "cung cấp số liệu 10 năm | (2014 - 2024)"
    "so_many_years_of": r"\d\s+năm\s*$",
    # ", năm 2025 | tiến hành sơ kết", ", từ tháng 7/2022 | không nhận báo cáo giấy"
    "planned": r"""
        \s+(?:tiến\s+hành|tổ\s+chức|thực\s+hiện|triển\s+khai|bắt\s+đầu|không|chấm\s+dứt|áp\s+dụng|thí\s+điểm
             |chọn|cử|mở|cấp|(?:bê\s+tông|cứng|nhựa|kiên\s+cố|ngầm|số)\s+hóa
             |sơ\s+kết|tổng\s+kết|sử\s+dụng|vận\s+hành|đạt|giải\s+ngân|phấn\s+đấu|xử\s+lý|giải\s+quyết
             |tham\s+mưu\s+(?:sơ|tổng)\s+kết|nâng\s+cấp|khởi\s+công|nhân\s+rộng|mở\s+rộng|phúc\s+tra|hoàn\s+thiện|có\s+(?:phương\s+án|kết\s+quả))(?!\p{L})
    """,
    # "xây dựng mới tối thiểu 8.500 căn nhà | đến năm 2030"
    "builds_many": r"""
        (?<!\p{L})(?:xây\s+dựng|trồng|đầu\s+tư|phát\s+triển|hình\s+thành|thành\s+lập|đào\s+tạo|kết\s+nạp)
        [^,;]{0,40}?(?:tối\s+thiểu|ít\s+nhất|trên|khoảng|từ)\s+\d[^,;]*$
      | (?<!\p{L})(?:cử|nâng|bồi\s+dưỡng|tập\s+huấn|hỗ\s+trợ|thu\s+hút|giảm|tăng|bố\s+trí
          |sửa\s+chữa|nhân\s+rộng|mở|tạo|giải\s+quyết|đưa|đạt|vận\s+động|xây|cấp|đào\s+tạo|trồng|kết\s+nạp|thành\s+lập|xây\s+dựng)
        (?!\p{L})[^,;]{0,70}?(?<!(?:số|ngày|tháng|năm|điều|quý|khoản|mục|đoạn)\s)(?<![\d/.-])
        \d[\d.,]*(?:\s?%|\s+(?!tháng|năm|ngày)\p{L})[^,;]*$
    """,
    # "cử 120 cán bộ quản lý, giáo viên đi bồi dưỡng | giai đoạn 2026 - 2030"
    "sends_many": r"""
        (?:^|[.;:])\s*(?:cử|mở|hỗ\s+trợ|xây\s+dựng|xây|trồng|đào\s+tạo|bồi\s+dưỡng|tập\s+huấn|thành\s+lập)\s+
        (?:mới\s+)?(?:ít\s+nhất\s+|tối\s+thiểu\s+|khoảng\s+|trên\s+)?\d[\d.]*\s+\p{L}[^;:.()]*$
    """,
    # "trước ngày 30 tháng 9 năm 2024 và | tháng 3 hằng năm": the second of two
    "dated_before": r"(?:tháng|năm|/)\s*\d{1,4}\s+và\s+$",
    # "Năm 2023 |, đã …"
    "already": r"^\s*,?\s*(?:đã|vừa)\s",
    "begins_months": r"^0?[369]\s+tháng(?:\s*(?:,|và)\s[^,;]{0,4}\s?năm)?$",
    # "tạm dừng việc tuyển dụng từ ngày 01/3/2025 | cho đến khi có quy định mới"
    "until_then": r"\s+(?:cho\s+)?đến\s+khi\s",
    # "Đảng ủy viên dự sinh hoạt chi bộ | hằng tháng"
    "attends": r"(?<!\p{L})(?<!tham\s)dự\s+(?:sinh\s+hoạt|họp|giao\s+ban)[^,;]{0,60}$",
    # "hằng ngày | khi có dịch"
    "when_next": r"\s+(?:ngay\s+)?(?:sau\s+)?khi\s",
    # "huy động xã hội hóa để | đến năm 2026 | mỗi xã có …"
    "so_that": r"(?<!\p{L})để\s*$",
    # "mỗi ban không quá 02 cấp phó, lộ trình | đến năm 2026"
    "roadmap": r"(?<!\p{L})lộ\s+trình\s*$",
    # "đến năm 2025 |, định hướng đến năm 2030"
    "outlook": r"^\s*,?\s*(?:định\s+hướng|tầm\s+nhìn|và\s+(?:những|tầm|định)|nay)",
    # "từ ngày … | đến …", "kéo dài | đến …", "có hiệu lực | từ ngày …"
    "lasts": r"(?<!\p{L})(?:từ(?!\s+\d[\d.,]*\s?%)|tính|kéo\s+dài|hiệu\s+lực|gia\s+hạn)\s[^,;]*$",
    "in_force_from": r"hiệu\s+lực[^,;]*$",
    # "từ năm 2020 | đến nay"
    "to_now": r"^\s*(?:đến\s+nay|trở\s+lại\s+đây|trở\s+về\s+trước|đến\s+thời\s+điểm)",
    # "Phấn đấu | đến năm 2025", ". | Đến năm 2025"
    # "trao tặng tối thiểu 1.500 thiết bị | đến hết năm 2024", "cho trên 95% người dân | …"
    "counted_all": r"\d\s?%[^.;:\d]{3,80}$",
    "counted": r"(?<!\p{L})(?:ít\s+nhất|tối\s+thiểu|trên|hơn|khoảng)\s+\d|\d\s?%",
    # "kiểm tra ít nhất 30% đơn vị cấp huyện | mỗi năm"
    "acts_on_many": r"""
        (?:^|[.,;:]|và)\s*(?&_governed)\s[^,;]*(?:ít\s+nhất|tối\s+thiểu)\s+\d[^,;]*$
    """,
    # "chia làm 02 đợt: | tháng 4/2026 và tháng 10/2026"
    "in_waves": r"\d\s+(?:đợt|lần|kỳ)\s*(?:[:,(]|vào)\s*$",
    "aims": r"""
        (?<!\p{L})(?:phấn\s+đấu|bảo\s+đảm|đảm\s+bảo|mục\s+tiêu|chỉ\s+tiêu)(?:\s+là)?[,:]?\s*$
      | [.;:]\s*-?\s*$
    """,
    # "phấn đấu từ 70% hộ trở lên đạt danh hiệu | đến năm 2030"
    "strives_for": r"(?:^|[.;,:])\s*phấn\s+đấu\s[^;:]*?\d(?:[\d.,]*)\s?(?:%|\p{L})[^;:]*$",
    "strives_to": r"(?:^|[.;,:])\s*phấn\s+đấu\s[^;:]*$",
    "strives": r"(?<!\p{L})phấn\s+đấu(?:\s+(?:cơ\s+bản|ngay))?\s*$",
    "completes_here": r"(?:hoàn\s+thành|hoàn\s+tất|(?<!\p{L})xong|dứt\s+điểm)[^,;]*$",
    # "thanh tra không quá | 01 lần/năm"
    "at_most": r"(?<!\p{L})(?:(?:không\s+|vượt\s+)?quá|tối\s+đa)\s*$",
    # "kế hoạch phát triển 5 năm và | hằng năm", "vốn đầu tư công trung hạn và | hằng năm"
    "many_years_and": r"""
        (?<!\p{L})(?:\d{1,2}\s+năm|trung\s+hạn|dài\s+hạn|toàn\s+khóa|cả\s+nhiệm\s+kỳ)
        \s*(?:,|và)\s*$
    """,
    # "trình Chính phủ | tháng 7 năm 2017", "đưa vào sử dụng | cuối năm 2019"
    "hands_to": r"""
        (?<!\p{L})(?<!(?:tờ|chương|quá|lộ|công)\s)(?:trình|báo\s+cáo|gửi)\s+
        (?:ban|bộ|chính|chủ|hội|huyện|quốc|sở|thủ|thường|tỉnh|thành|ubnd|ủy|văn|đảng)
        \s?[^,;:.()]*$
      | (?<!\p{L})(?:đưa|đi)\s+vào\s+(?:sử\s+dụng|vận\s+hành|hoạt\s+động|khai\s+thác)\s*$
    """,
    # "cán bộ | kiểm tra | giai đoạn 2022 - 2025": the work of those people
    "staff_of": r"(?<!\p{L})(?:cán\s+bộ|đội\s+ngũ|công\s+tác)\s*$",
    # "công bố kết quả | 6 tháng một lần"
    "tells_results": r"""
        (?<!\p{L})(?:công\s+bố|công\s+khai|báo\s+cáo|thông\s+báo|tổng\s+hợp|đánh\s+giá|cập\s+nhật)
        \s+(?:kết\s+quả|tình\s+hình|số\s+liệu)[^,;]*$
    """,
    # "chính quyền địa phương | hằng năm | tổ chức diễn tập"
    # "công bố kết quả | hằng tháng | tại giao ban", "sơ kết | hằng năm"
    "tells_then": r"(?<!\p{L})(?:công\s+bố|công\s+khai|thông\s+báo)(?:\s+kết\s+quả)?\s*$",
    "reviews_now": r"(?:^|[,;]|(?:tham\s+mưu|giúp)(?:\s+\p{L}+){0,8}|tổ\s+chức)\s*sơ\s+kết\s*$",
    # "lập cơ sở dữ liệu, cập nhật biến động | hằng năm"
    "updates": r"(?:^|[,;]|và)\s*cập\s+nhật(?:\s+\p{L}+){1,4}\s*$",
    "does_then": r"^\s+(?:phải\s+|đều\s+)?(?&_governed)(?!\p{L})",
    # "; sao lưu dữ liệu | hằng ngày | tại máy chủ dự phòng"
    "acts_here": r"(?:^|[,;:.]|và)\s*(?:(?:tự|chủ\s+động)\s+)?(?&_governed)(?:\s+\p{L}+){1,9}\s*$",
    "there": r"^\s+(?:tại|vào|lên|trên|về|đến|qua|bằng|để)\s",
    # "đánh giá, xếp loại chất lượng đảng viên | hằng năm", "Kế hoạch điều động, luân chuyển cán bộ
    # | hằng năm"
    "judged_noun": r"""
        (?<!\p{L})(?:xếp\s+loại|đánh\s+giá|kiểm\s+điểm|phân\s+loại|khám|thống\s+kê|(?<!-\s)ngân\s+sách(?!\s+(?:xã|huyện|tỉnh|thành\s+phố|phường)\s*$)
          |thu\s+chi|tăng|giảm|bình\s+quân|trung\s+bình|báo\s+cáo)\s[^.;:]{0,60}$
      | (?<!\p{L})(?:kế\s+hoạch|chương\s+trình|danh\s+mục|quy\s+hoạch|dự\s+toán)\s[^.;:]{0,60}$
    """,
    "since_before": r"(?<!\p{L})từ\s*$",
    # ", thời gian | từ năm 2013 đến năm 2015"
    "for_time": r"""
        ,\s*(?:trong\s+)?thời\s+(?:gian|hạn)(?:\s+(?:thực\s+hiện|hỗ\s+trợ|áp\s+dụng))?\s*$
    """,
    # "tổ chức Lễ ra quân | ngày 02/6/2026": what is held on that day
    "held_then": r"""
        (?:^|[.;:])\s*(?:(?:tham\s+mưu|phối\s+hợp)\s+)?(?:tổ\s+chức|khai\s+mạc|phát\s+động|ra\s+mắt|ra\s+quân)
        [^.;,()]*$
      | (?<!\p{L})(?:khai\s+giảng|bế\s+giảng|khai\s+mạc|bế\s+mạc|xuất\s+quân|ra\s+quân)[^.;,()]*$
    """,
    # "Thanh tra tỉnh | từ năm 2024 đưa …": no more than who does it
    "few_words": r"^\s*(?:\p{L}+\s+){1,9}$",
    "in_bracket_last": r"""
        (?:chủ\s+trì|thực\s+hiện|phối\s+hợp|tham\s+mưu)[^()]{0,60},\s*$
      | (?:\(|^)(?:phòng|sở|ban|ubnd|ủy\s+ban|văn\s+phòng|công\s+an|trung\s+tâm|hội|vụ|cục
        |chi\s+cục)
        \s[^();:.]{2,70},\s*$
    """,
    "closes_bracket": r"^[^()]{3,80}[,;]\s*$",
    "day_to_day": r"\d\s?/\s?\d.*(?:đến|tới|-).*\d\s?/\s?\d{1,2}\s?/\s?\d{4}",
    "day_to_day_yearly": r"/\s?\d{1,2}\s*(?:đến|tới|-)\s*|tháng\s+\d{1,2}\s+(?:đến|tới|-)\s",
    "opens_colon": (
        r"^\s*(?:\([^()]{2,20}\))?(?:,\s*(?:từ\s+)?\d{1,2}\s*(?:giờ|h)[^:;.]{0,16})?\s*:"
    ),
    "pause": r"^\s*[,:]",
    "after_pause": r"(?:,|và)\s*$",
    # "tăng cường giám sát, trong đó | năm 2024 tổ chức …"
    "among_them": r"(?:,\s*|^)(?:trong\s+đó|riêng)\s*$",
    # "đột xuất khi có yêu cầu |, báo cáo kết quả về …", "sau khi được bố trí vốn |, xong trước …"
    "then_reports": r",\s+(?:báo\s+cáo|tổng\s+hợp|gửi|tham\s+mưu|rà\s+soát|chậm\s+nhất"
    r"|(?:hoàn\s+thành|xong)(?=\s+(?:trước|trong)))\s",
    # "vào chương trình kiểm tra, giám sát | năm 2026 và các năm sau"
    "yearly_plan": r"(?<!\p{L})(?:chương\s+trình|kế\s+hoạch|dự\s+toán|danh\s+mục)\s[^.;()]{0,60}$",
    "tells_how": r"(?:cập\s+nhật|tiến\s+hành|tổ\s+chức|kiểm\s+tra)\s",
    "starts_verb": r"^(?:\s*,|\s*(?:tổ|ít|phải))",
    "of_breaches": r"^khi\s+có\s+dấu\s+hiệu\s+vi\s+phạm\s+(?:đối\s+với|trong|của|về|ở)\s",
    "inspects": r"(?<!\p{L})(?:kiểm\s+tra|giám\s+sát)(?!\p{L})[^;.]{0,60}$",
    # "trước | khi", "kể cả | khi", "cho đến | khi"
    "not_trigger": r"(?<!\p{L})(?:trước|trong|ngoài|kể\s+cả|chỉ|đến|tới)\s*$",
    "so_long_after": r"^sau\s+\d",
    "land_taken": r"^khi\s+nhà\s+nước\s+thu\s+hồi\s+đất",
    "resettles": r"(?:bồi\s+thường|hỗ\s+trợ|tái\s+định\s+cư)(?:\s+\p{L}+){0,3}\s*$",
    "not_yet": r"^(?:sau\s+)?khi\s+chưa\s",
    "is_when": r"^(?:ngay\s+)?(?:sau\s+)?khi",
    # "kỳ họp | giữa năm"
    "session": r"(?:kỳ\s+họp(?:\s+thường\s+lệ)?|hội\s+nghị)\s*$",
    "first_pause": r"[,;]\s",
    "bracket": r"\(([^()]{3,600})\)",
    "next_bracket": r"\s*\([^()]*\)",
}
