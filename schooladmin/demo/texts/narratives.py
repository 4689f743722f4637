"""What the schools write themselves in the fields of their quarterly outline.

No counts of requests or of people trained stand here: the outline takes those from the registers. What is left out is
left out on purpose, so that the checks before submitting have something to find.
"""

from schooladmin.demo.texts.layout import plain

_AB_2024 = {
    "institutions": plain("""
Đầu quý III, nhà trường rà soát toàn bộ quy định nội bộ trước khi bước vào năm học 2024–2025. Quy chế làm việc, quy
chế chi tiêu nội bộ và quy định về tiếp công dân được đối chiếu với văn bản mới, chỗ nào còn chung chung thì ghi rõ
người làm và thời hạn.

- Văn phòng và kế toán tự kiểm tra nội dung, thể thức văn bản trước khi trình ký theo Nghị định số 30/2020/NĐ-CP; lỗi
thường gặp được ghi lại để cả bộ phận cùng rút kinh nghiệm.
- Văn bản pháp luật mới liên quan đến trường học được giới thiệu trong phiên họp hội đồng và đưa lên trang thông tin
điện tử của trường.
- Việc thi hành các quy định nội bộ được tổ trưởng chuyên môn theo dõi và nhận xét vào cuối tháng.
"""),
    "procedures": plain("""
Nhà trường phổ biến quy định về kiểm soát thủ tục hành chính và cơ chế một cửa theo Nghị định số 61/2018/NĐ-CP cho cán
bộ, giáo viên, nhân viên ngay từ tháng 8.

- Thành phần hồ sơ, thời hạn giải quyết và tên người phụ trách của từng thủ tục được niêm yết ở cửa văn phòng và trên
trang thông tin điện tử.
- Mọi hồ sơ đều có phiếu hẹn. Khi thiếu giấy tờ, văn thư hướng dẫn một lần bằng phiếu, ghi rõ cần bổ sung gì.
- Quy ước văn hóa công sở được nhắc lại trong chuyên đề văn hóa ứng xử; cách xưng hô và thái độ khi tiếp phụ huynh là
nội dung được thảo luận nhiều nhất.

Hồ sơ tập trung vào những tuần trước ngày tựu trường nên trường bố trí thêm người trực văn phòng vào buổi chiều.
"""),
    "apparatus": plain("""
Hiệu trưởng và phó hiệu trưởng đáp ứng tiêu chuẩn của chức danh; phân công trong ban giám hiệu được công bố tại hội
nghị đầu năm học.

- Các tổ chuyên môn và tổ văn phòng được kiện toàn trước ngày khai giảng, nhiệm vụ của từng người gắn với vị trí việc
làm.
- Đề án vị trí việc làm được rà soát, đề nghị điều chỉnh phần việc của nhân viên thư viện và thiết bị cho sát thực tế.
- Trường kiểm tra toàn diện một số giáo viên và kiểm tra chuyên đề hồ sơ chuyên môn theo kế hoạch, có biên bản và thời
hạn sửa những điểm chưa đạt.
- Khi văn thư nghỉ phép, kế toán nhận thay phần tiếp nhận để hồ sơ không phải chờ.
"""),
    "civil_service": plain("""
Nhà trường thực hiện việc tuyển dụng, sử dụng và quản lý viên chức theo Nghị định số 115/2020/NĐ-CP; hồ sơ viên chức
được cập nhật đầy đủ trên phần mềm quản lý nhân sự của ngành.

- Việc đánh giá, xếp loại viên chức theo Nghị định số 90/2020/NĐ-CP được làm công khai từ tổ, căn cứ vào sản phẩm công
việc; ý kiến khác nhau đều được trả lời.
- Quy định về xử lý kỷ luật theo Nghị định số 112/2020/NĐ-CP được nhắc lại trong sinh hoạt đầu năm học. Trong quý
không có viên chức bị xử lý kỷ luật.
- Kế hoạch bồi dưỡng thường xuyên được lập theo nhu cầu của từng tổ, ưu tiên kỹ năng số và kỹ năng giao tiếp với phụ
huynh.
"""),
    "finance": plain("""
Tiền lương, phụ cấp và các chế độ của viên chức được chi trả đúng kỳ qua tài khoản ngân hàng; mức lương cơ sở mới được
áp dụng từ ngày 01 tháng 7 năm 2024.

- Dự toán, các khoản thu và quyết toán được niêm yết công khai; cha mẹ học sinh được thông báo rõ từng khoản trước khi
thu.
- Tài sản được kiểm kê trong hè, nhập vào phần mềm quản lý tài sản và giao cho người sử dụng cụ thể.
- Việc mua sắm phục vụ năm học mới theo đúng quy chế chi tiêu nội bộ, ưu tiên sửa chữa thiết bị sẵn có trước khi mua
mới.
"""),
    "digital": plain("""
Trong quản lý, văn bản đi và đến được xử lý trên hệ thống liên thông của tỉnh; lãnh đạo và văn thư dùng chữ ký số của
cá nhân và của cơ quan. Cơ sở dữ liệu ngành, phần mềm nhân sự, tài chính, tài sản, thư viện được cập nhật theo lịch
chung, mỗi phần có một người chịu trách nhiệm.

- Tuyển sinh lớp 6 thực hiện trực tuyến; phụ huynh chưa quen được giáo viên hướng dẫn tại phòng tin học.
- Giáo viên đưa bài giảng lên hệ thống quản lý học tập của trường, dùng kho học liệu của Bộ Giáo dục và Đào tạo, ký số
kế hoạch bài dạy, sổ điểm và học bạ điện tử.
- Máy tính văn phòng được cài phần mềm chống mã độc do Ủy ban nhân dân huyện cấp; mật khẩu dùng chung đã được thay
bằng tài khoản riêng cho từng người.
"""),
    "indices": plain("""
Nhà trường xác định phần đóng góp của mình vào chỉ số cải cách hành chính, chỉ số hiệu quả quản trị và hành chính công
của địa phương là làm cho phụ huynh dễ tiếp cận thông tin và được trả lời đúng hẹn.

- Số điện thoại, hộp thư góp ý và lịch tiếp công dân được công khai; ý kiến gửi đến đều có người theo dõi trả lời.
- Phiếu hỏi ý kiến cha mẹ học sinh về thái độ phục vụ được phát trong cuộc họp đầu năm học, tổng hợp theo từng nội
dung.
- Các khoản thu, nội quy và kế hoạch giáo dục được công bố trước khi thực hiện.
"""),
    "inspection": plain("""
Chi bộ đưa việc thực hiện cải cách hành chính và chuyển đổi số vào chương trình kiểm tra, giám sát năm 2024, giao đồng
chí phó bí thư theo dõi.

- Ban kiểm tra nội bộ xem sổ tiếp nhận hồ sơ, đối chiếu ngày hẹn với ngày trả và hỏi trực tiếp một số phụ huynh.
- Ban thanh tra nhân dân giám sát việc công khai tài chính và các khoản thu đầu năm.
- Kết luận kiểm tra được thông báo trong phiên họp hội đồng; việc cần sửa có người nhận và có ngày kiểm tra lại. Nội
dung còn chậm là lưu minh chứng vào kho chung.
"""),
    "limitations": plain("""
Còn hồ sơ trễ hạn trong tháng 8 và tháng 9. Nguyên nhân chủ quan là văn thư kiêm nhiều việc, chưa theo dõi hằng ngày
những hồ sơ sắp đến hạn; nguyên nhân khách quan là biển động, tàu không chạy nên giấy tờ bổ sung từ đất liền ra chậm.

- Một số giáo viên lớn tuổi còn lúng túng khi ký số và đưa bài lên hệ thống quản lý học tập.
- Dữ liệu học sinh phải nhập ở nhiều phần mềm, có lúc chưa khớp nhau.
- Minh chứng của các mặt công tác lưu rải rác ở máy cá nhân nên khi báo cáo mất nhiều thời gian tìm lại.

Trách nhiệm trước hết thuộc về lãnh đạo nhà trường trong việc phân công và kiểm tra.
"""),
}

_HM_2024 = {
    "institutions": plain("""
Trường sửa quy chế làm việc và quy định sử dụng con dấu, chữ ký số trước năm học mới.

- Văn bản đi được văn thư kiểm tra thể thức theo Nghị định số 30/2020/NĐ-CP trước khi phát hành.
"""),
    "procedures": plain("""
Danh mục thủ tục và thời hạn giải quyết được dán tại văn phòng, viết bằng lời dễ hiểu.

- Hồ sơ nhận vào đều ghi sổ và trả phiếu hẹn cho phụ huynh.
- Buổi sinh hoạt về văn hóa ứng xử được tổ chức trong tháng 9.
"""),
    "apparatus": plain("""
Trường ít lớp nên ghép các môn thành tổ chuyên môn liên môn; mỗi tổ có kế hoạch và người thay khi tổ trưởng vắng.

- Phân công theo vị trí việc làm được công bố trong hội nghị đầu năm học.
"""),
    "civil_service": plain("""
Hồ sơ viên chức được cập nhật theo Nghị định số 115/2020/NĐ-CP; việc đánh giá theo Nghị định số 90/2020/NĐ-CP được làm
từ tổ và thông báo đến từng người.

- Giáo viên tự chọn nội dung bồi dưỡng gắn với môn dạy.
"""),
    "finance": plain("""
Lương và phụ cấp được trả đúng kỳ qua ngân hàng.

- Các khoản thu đầu năm được họp bàn với cha mẹ học sinh và niêm yết công khai.
- Bàn ghế hỏng được sửa trong hè để dùng lại.
"""),
    "digital": plain("""
Trường nhận và gửi văn bản trên hệ thống liên thông, lãnh đạo ký số văn bản đi.

- Sổ điểm và học bạ được lập bằng phần mềm của ngành.
- Đường truyền Internet đôi khi gián đoạn, trường có thêm thiết bị phát sóng di động để dự phòng.
"""),
    "indices": plain("""
Trường công khai số điện thoại của hiệu trưởng và văn thư, trả lời ý kiến phụ huynh qua nhóm lớp và tại văn phòng.
"""),
    "inspection": plain("""
Chi bộ giám sát chuyên đề việc tiếp nhận hồ sơ; ban thanh tra nhân dân xem việc công khai các khoản thu. Những điểm
cần sửa đã được ghi vào nghị quyết chi bộ.
"""),
    "limitations": plain("""
Có lúc hồ sơ trễ hạn vì hiệu trưởng đi công tác ở đất liền, việc ủy quyền ký chưa kịp thời.

- Nhân viên văn phòng làm nhiều việc nên cập nhật sổ còn chậm.
- Trang thông tin điện tử của trường ít tin bài mới.
"""),
}

_DT_2024 = {
    "institutions": plain("""
Trường rà soát nội quy và quy chế phối hợp giữa cấp tiểu học và trung học cơ sở; văn bản được trình bày theo Nghị định
số 30/2020/NĐ-CP.
"""),
    "procedures": plain("""
Thủ tục được niêm yết tại phòng hành chính. Phụ huynh ở điểm trường xa có thể gửi đơn qua giáo viên chủ nhiệm và nhận
kết quả tại lớp.
"""),
    "digital": plain("""
Trường dùng cơ sở dữ liệu ngành và sổ điểm điện tử. Máy tính còn ít, giáo viên dùng chung theo lịch; việc ký số mới
thực hiện với văn bản của lãnh đạo.
"""),
}

_AB_2026 = {
    "institutions": plain("""
Nhà trường rà soát quy định nội bộ theo mô hình chính quyền địa phương hai cấp: tên cơ quan, thẩm quyền và nơi nhận
trong các mẫu văn bản được sửa theo tổ chức hiện hành của đặc khu và của tỉnh.

- Quy chế tổ chức và hoạt động của trường được bổ sung theo Điều lệ ban hành kèm Thông tư số 15/2026/TT-BGDĐT.
- Quy chế đánh giá viên chức mới được đưa ra lấy ý kiến ở các tổ trước khi ban hành.
- Thể thức văn bản tiếp tục được kiểm tra theo Nghị định số 30/2020/NĐ-CP; căn cứ đã hết hiệu lực được phát hiện và
thay trước khi trình ký.
"""),
    "procedures": plain("""
Việc tiếp nhận và trả kết quả theo Nghị định số 118/2025/NĐ-CP và các mẫu phiếu của Thông tư số 03/2025/TT-VPCP. Phụ
huynh có thể đến trường, gửi bưu điện hoặc nộp qua mạng.

- Thủ tục chuyển trường được hướng dẫn lại theo Thông tư số 15/2026/TT-BGDĐT: bớt giấy tờ, hai trường trao đổi trực
tiếp với nhau.
- Đối với học sinh hoàn thành chương trình trung học cơ sở, trường cấp giấy xác nhận theo Luật số 123/2025/QH15; học
sinh tốt nghiệp các năm trước vẫn được nhận bằng đã cấp.
- Mã tra cứu được in trên giấy hẹn để phụ huynh tự theo dõi hồ sơ.
"""),
    "apparatus": plain("""
Tổ chuyên môn và tổ văn phòng được kiện toàn trước năm học 2026–2027; bản mô tả vị trí việc làm được rà soát theo Nghị
định số 232/2026/NĐ-CP.

- Đầu mối phối hợp với Phòng Văn hóa – Xã hội của đặc khu và với Sở Giáo dục và Đào tạo được ghi rõ cho từng loại
việc.
- Kế hoạch kiểm tra nội bộ năm học được ban hành cùng với kế hoạch giáo dục.
- Mỗi vị trí ở văn phòng có người thay khi vắng, kèm hướng dẫn công việc ngắn gọn.
"""),
    "civil_service": plain("""
Nhà trường phổ biến Luật Viên chức số 129/2025/QH15 và Nghị định số 259/2026/NĐ-CP về tuyển dụng, sử dụng, quản lý
viên chức.

- Việc đánh giá được chuẩn bị theo Nghị định số 233/2026/NĐ-CP: theo dõi kết quả hằng quý, có điểm cho nhiệm vụ cải
cách hành chính và chuyển đổi số.
- Quy định về kỷ luật theo Nghị định số 234/2026/NĐ-CP được giới thiệu trong hội nghị đầu năm học.
- Bồi dưỡng giáo viên theo Luật Nhà giáo số 73/2025/QH15 và Nghị định số 93/2026/NĐ-CP, chọn nội dung gắn với việc
đang làm.
"""),
    "finance": plain("""
Lương và chế độ của viên chức được chi trả đúng kỳ, không dùng tiền mặt. Dự toán và các khoản thu được công khai trước
năm học.

- Tài sản được kiểm kê trong hè và đối chiếu với sổ; thiết bị hỏng được sửa hoặc làm thủ tục thanh lý.
- Chi cho phần mềm được xem lại, bỏ những gói không dùng đến để dành kinh phí cho đường truyền và máy tính phòng học.
- Ban thanh tra nhân dân giám sát việc mua sắm đồ dùng đầu năm học.
"""),
    "digital": plain("""
Văn bản được xử lý và ký số trên hệ thống của tỉnh. Sổ theo dõi hồ sơ điện tử thay cho sổ giấy ở văn phòng, hằng ngày
nhắc những việc sắp đến hạn.

- Dữ liệu học sinh, viên chức được làm sạch theo yêu cầu của Nghị định số 88/2026/NĐ-CP; trường hợp lệch thông tin
được xác minh với gia đình.
- Giáo viên soạn bài, kiểm tra và giao bài trên hệ thống quản lý học tập; học liệu dùng chung được tổ chuyên môn
duyệt.
- Thông tin riêng của học sinh được giữ theo Luật số 91/2025/QH15; ảnh học sinh chỉ đăng khi có sự đồng ý theo quy
định.
- Tài khoản của người chuyển công tác được khóa ngay khi có quyết định.
"""),
    "limitations": plain("""
Vẫn còn hồ sơ trễ hạn vào cuối tháng 8 khi nhiều gia đình chuyển nơi ở cùng lúc; nguyên nhân là chờ ý kiến của trường
nơi đi và việc nhắc hạn chưa được xem thường xuyên. Nhà trường đã xin lỗi phụ huynh và hẹn lại.

- Hồ sơ nộp qua mạng còn ít, phần lớn phụ huynh vẫn quen đến trực tiếp.
- Một số mẫu văn bản cũ còn lưu ở máy cá nhân nên có lần dùng nhầm tên cơ quan.
- Minh chứng cho một vài lĩnh vực chưa được đưa vào kho đúng lúc.
"""),
}

_HM_2026 = {
    "institutions": plain("""
Trường sửa các mẫu văn bản theo tên cơ quan hiện hành và bổ sung quy chế tổ chức, hoạt động theo Thông tư số
15/2026/TT-BGDĐT.
"""),
    "procedures": plain("""
Hồ sơ được tiếp nhận, hẹn ngày và trả kết quả theo Nghị định số 118/2025/NĐ-CP.

- Bảng công khai thủ tục được viết lại; thủ tục chuyển trường theo quy định mới được giải thích cho phụ huynh trong
buổi họp đầu năm.
"""),
    "apparatus": plain("""
Các tổ được kiện toàn trước năm học; nhiệm vụ gắn với vị trí việc làm theo Nghị định số 232/2026/NĐ-CP. Hiệu trưởng ủy
quyền bằng văn bản khi đi công tác.
"""),
    "civil_service": plain("""
Trường dự thảo quy chế đánh giá theo Nghị định số 233/2026/NĐ-CP và cử giáo viên bồi dưỡng theo kế hoạch của Sở Giáo
dục và Đào tạo.
"""),
    "finance": plain("""
Các khoản thu, chi được công khai; phụ huynh nộp tiền qua ngân hàng, trường hợp khó khăn được hướng dẫn tại văn phòng.
"""),
    "digital": plain("""
Văn bản và hồ sơ chuyên môn được ký số; đường truyền mới ổn định hơn.

- Dữ liệu học sinh được đối chiếu với cơ sở dữ liệu ngành theo Nghị định số 88/2026/NĐ-CP.
"""),
    "indices": plain("""
Trường lấy ý kiến phụ huynh sau khi trả kết quả, ghi lại điều chưa hài lòng và trả lời trong tháng.
"""),
    "inspection": plain("""
Chi bộ giám sát việc giữ lời hẹn với phụ huynh; ban kiểm tra nội bộ đối chiếu sổ theo dõi với hồ sơ lưu và thông báo
kết quả trong hội đồng.
"""),
    "limitations": plain("""
Còn hồ sơ trễ hạn do nhân viên văn phòng nghỉ ốm, người thay chưa quen việc.

- Việc tra cứu hồ sơ qua mạng chưa được giới thiệu đến mọi phụ huynh.
"""),
}

_DT_2026 = {
    "institutions": plain("""
Trường thống nhất mẫu văn bản cho cả hai cấp học, thay các căn cứ đã hết hiệu lực.
"""),
    "procedures": plain("""
Phụ huynh gửi đơn tại văn phòng hoặc qua mạng, nhận giấy hẹn có mã tra cứu.

- Đơn từ điểm trường lẻ được giáo viên chuyển về văn phòng trong ngày.
"""),
    "apparatus": plain("""
Hai cấp học có chung tổ văn phòng; mỗi cấp có một phó hiệu trưởng phụ trách chuyên môn, phân công được công khai đầu
năm học.
"""),
    "civil_service": plain("""
Viên chức được phổ biến Luật số 129/2025/QH15 và cách đánh giá theo Nghị định số 233/2026/NĐ-CP; mỗi người lập mục
tiêu quý của mình.
"""),
    "finance": plain("""
Chế độ của giáo viên công tác trên đảo được chi trả đầy đủ, đúng kỳ; tài sản được kiểm kê cùng lúc ở các điểm trường.
"""),
    "digital": plain("""
Sổ điểm, học bạ và kế hoạch bài dạy được lập trên hệ thống của ngành; máy tính cũ được cài lại và cập nhật phần mềm
bảo vệ.
"""),
    "indices": plain("""
Nhà trường trả lời ý kiến của phụ huynh tại cuộc họp lớp và niêm yết nội dung đã tiếp thu.
"""),
    "inspection": plain("""
Chi bộ kiểm tra việc công khai thủ tục ở các điểm trường, nhắc bổ sung ở nơi bảng niêm yết đã cũ.
"""),
    "limitations": plain("""
Còn hồ sơ trễ hạn vì đơn nộp ở điểm trường lẻ chuyển về văn phòng chậm.

- Việc ghi sổ ở điểm trường lẻ chưa đều do giáo viên vừa dạy vừa làm việc văn phòng.
- Đường truyền vào ngày mưa bão không ổn định nên có hôm phải ghi giấy rồi nhập lại.
"""),
}

NARRATIVES: dict[tuple[str, str], dict[str, str]] = {
    ("THCS-AB", "2024-Q3"): _AB_2024,
    ("THCS-HM", "2024-Q3"): _HM_2024,
    ("THCS-DT", "2024-Q3"): _DT_2024,
    ("THCS-AB", "2026-Q3"): _AB_2026,
    ("THCS-HM", "2026-Q3"): _HM_2026,
    ("THCS-DT", "2026-Q3"): _DT_2026,
}
