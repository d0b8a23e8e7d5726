"""An invented resolution and what three levels make of it: province, district, commune."""

from __future__ import annotations

from pathlib import Path

from pipeline.run import run

RESOLUTION = """BAN CHẤP HÀNH TRUNG ƯƠNG
Số: 77-NQ/TW
Hà Nội, ngày 10 tháng 01 năm 2024

NGHỊ QUYẾT
về phát triển trồng cây xanh và bảo vệ nguồn nước

I. NHIỆM VỤ, GIẢI PHÁP
1. Trồng cây xanh dọc các tuyến đường, trong trường học, công sở và khu dân cư.
2. Sở Tài nguyên và Môi trường chủ trì quan trắc chất lượng nước sông, hồ; công bố kết quả \
trước ngày 30/6/2025.
3. Nạo vét kênh mương, khơi thông dòng chảy, phòng ngập úng mùa mưa.
4. Nghiên cứu vệ tinh viễn thám phục vụ dự báo hạn mặn xuyên biên giới.
5. Tuyên truyền nhân dân phân loại rác thải sinh hoạt tại nguồn.
"""
PROVINCE = """TỈNH ỦY LÂM GIANG
Số: 12-CTr/TU
Lâm Giang, ngày 05 tháng 3 năm 2024

CHƯƠNG TRÌNH HÀNH ĐỘNG
thực hiện Nghị quyết số 77-NQ/TW, ngày 10/01/2024 của Ban Chấp hành Trung ương về phát triển \
trồng cây xanh và bảo vệ nguồn nước

I. NHIỆM VỤ, GIẢI PHÁP
1. Trồng cây xanh dọc các tuyến đường tỉnh, trong trường học, công sở.
2. Sở Xây dựng chủ trì quan trắc chất lượng nước sông, hồ trên địa bàn; công bố kết quả trước \
ngày 31/12/2025.
3. =HYPERLINK("http://x") Nạo vét kênh mương, khơi thông dòng chảy, phòng ngập úng.
4. Tổ chức hội thi văn nghệ quần chúng chào mừng ngày thành lập tỉnh.
"""
DISTRICT = """HUYỆN ỦY VÂN KHÊ
Số: 30-KH/HU
Vân Khê, ngày 20 tháng 4 năm 2024

KẾ HOẠCH
thực hiện Chương trình hành động số 12-CTr/TU, ngày 05/3/2024 của Tỉnh ủy Lâm Giang

I. NHIỆM VỤ, GIẢI PHÁP
1. Phòng Kinh tế và Hạ tầng chủ trì nạo vét kênh mương, khơi thông dòng chảy trước ngày 15/9/2024.
2. Vận động nhân dân phân loại rác thải sinh hoạt tại nguồn.
3. Rà soát hồ sơ cán bộ luân chuyển của các cơ quan.
"""
COMMUNE = """ĐẢNG ỦY XÃ SUỐI NHÂN
Số: 05-KH/ĐU
Suối Nhân, ngày 02 tháng 6 năm 2024

KẾ HOẠCH
thực hiện Kế hoạch số 30-KH/HU, ngày 20/4/2024 của Huyện ủy Vân Khê

I. NHIỆM VỤ, GIẢI PHÁP
1. Trồng cây xanh dọc các tuyến đường xã, trong trường học và khu dân cư.
2. Chi trả trợ cấp cho người có công trước ngày 27/7/2024.
"""
MENTION = """ỦY BAN NHÂN DÂN
XÃ MINH TÂN
Số: 15/KH-UBND
Minh Tân, ngày 10 tháng 7 năm 2024

KẾ HOẠCH
Tuyên truyền năm 2024

I. NHIỆM VỤ, GIẢI PHÁP
1. Văn phòng Ủy ban nhân dân xã niêm yết Nghị quyết số 77-NQ/TW, ngày 10/01/2024 của Ban Chấp \
hành Trung ương tại nhà văn hóa.
2. Đoàn Thanh niên xã trực bảng tin.
"""
DOCUMENTS = {
    "nq.txt": RESOLUTION,
    "ctr.txt": PROVINCE,
    "kh-huyen.txt": DISTRICT,
    "kh-xa.txt": COMMUNE,
    "nhac-den.txt": MENTION,
}


def run_over(folder: Path, documents: dict[str, str]) -> Path:
    """The tables of a run over documents by file name."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for file, text in documents.items():
        (sources / file).write_text(text, encoding="utf-8")
    run([str(sources)], folder / "run")
    return folder / "run"
