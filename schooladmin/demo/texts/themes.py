"""The themes of the quarters as a Party organ hands them down: the common part A and the conclusion."""

from dataclasses import dataclass
from datetime import date

from schooladmin.demo.texts.layout import marked_up


@dataclass(frozen=True)
class ThemeText:
    """``due_on`` is the last day on which the cells hand in their outline."""

    quarter: str
    title: str
    part_a: str
    conclusion: str
    due_on: date


_ADMINISTRATION = marked_up("""
# I. Chỉ dẫn của Chủ tịch Hồ Chí Minh về nền hành chính của Nhà nước kiểu mới

Sau Cách mạng Tháng Tám năm 1945, chính quyền nhân dân còn non trẻ đã phải gánh nhiều việc lớn cùng một lúc: cứu đói,
xóa nạn mù chữ, giữ nền độc lập, tổ chức tổng tuyển cử và soạn hiến pháp. Chủ tịch Hồ Chí Minh vẫn
dành nhiều công sức cho việc lập ra bộ máy hành chính mới. Người không coi hành chính chỉ là công việc giấy tờ nơi
công sở. Đối với Người, đó là chỗ nhân dân gặp Nhà nước hằng ngày và qua đó biết Nhà nước có thật sự là của mình hay
không. Những lời dặn của Người về tổ chức, con người và lề lối làm việc đến nay vẫn giúp mỗi cơ quan, đơn vị soi lại
công việc của mình.

## 1. Quyền hành thuộc về nhân dân, công sở có bổn phận phục vụ nhân dân

Hiến pháp năm 1946, do ban dự thảo mà Chủ tịch Hồ Chí Minh đứng đầu soạn ra, ghi nhận quyền bính trong nước là của
toàn thể nhân dân. Năm 1949, trong bài báo “Dân vận”, Người viết: “Bao nhiêu lợi ích đều vì dân. Bao nhiêu quyền hạn
đều của dân.” Điều đó dẫn đến một hệ quả rõ ràng đối với nền hành chính: quyền mà người cán bộ cầm trong tay là quyền
do dân giao, chỉ được dùng để làm việc cho dân và dùng đúng pháp luật.

Tháng 10 năm 1945, trong thư gửi ủy ban nhân dân các kỳ, tỉnh, huyện và làng, Người nêu thước đo để xét một việc nên
làm hay nên tránh: “Việc gì có lợi cho dân, ta phải hết sức làm. Việc gì hại đến dân, ta phải hết sức tránh.” Cũng
trong bức thư ấy, Người chỉ thẳng những lỗi mà chính quyền mới dễ mắc, từ làm trái phép, cậy thế đến chia rẽ, kiêu
ngạo. Muốn cải cách thì trước hết phải nhìn đúng việc chưa tốt, gọi đúng tên và sửa cho được.

Đặt vào công việc hôm nay, tinh thần phục vụ được đo bằng những điều rất bình thường:

- Người đến liên hệ được hướng dẫn một lần, đầy đủ và dễ hiểu.
- Giấy tờ chỉ yêu cầu trong phạm vi quy định, lời hẹn được giữ đúng.
- Việc chưa làm được thì nói rõ lý do, bước tiếp theo và người chịu trách nhiệm.

## 2. Bộ máy gọn, việc rõ, trách nhiệm rõ

Chủ tịch Hồ Chí Minh nhiều lần phê bình lối làm việc nhiều tầng nấc, nhiều giấy tờ mà ít kết quả. Theo Người, tổ chức
phải gọn, mỗi bộ phận và mỗi người phải biết phần việc của mình, cấp trên phải giúp đỡ, đôn đốc và kiểm tra đều đặn.
Gọn trước hết là xếp việc cho hợp lý, không để một việc đi qua nhiều tay khi chỉ cần
một tay, không để việc chung thành việc không của ai.

Việc dùng người được Người đặt ngang với việc lập tổ chức. Dùng người phải đúng sở trường, giao việc phải kèm theo
quyền hạn và trách nhiệm, khen chê phải công bằng. Bộ máy nhỏ mà ai cũng ở đúng chỗ thì chạy đều; bộ máy đông mà chồng
chéo thì càng đông càng chậm.

## 3. Người làm công vụ có đức, có tài và làm đúng pháp luật

“Cán bộ là cái gốc của mọi công việc”, Người khẳng định trong tác phẩm “Sửa đổi lối làm việc” viết năm 1947. Cái gốc
ấy gồm cả đạo đức và năng lực. Về đạo đức, Người đòi hỏi cần, kiệm, liêm, chính, chí công vô tư. Về năng lực, Người
yêu cầu phải học suốt đời: học trong sách vở, học trong công việc và học ở nhân dân. Trong bài “Dân vận”, Người mong
người cán bộ biết “óc nghĩ, mắt trông, tai nghe, chân đi, miệng nói, tay làm”, nghĩa là phải xuống tận nơi và tự tay
làm, chứ không ngồi một chỗ ra lệnh.

Người cũng sớm đặt công việc của công chức trên nền tảng pháp luật. Ngày 23 tháng 11 năm 1945, Sắc lệnh số 64/SL lập
Ban Thanh tra đặc biệt để giám sát công việc và nhân viên của các ủy ban nhân dân, các cơ quan của Chính phủ. Ngày 20
tháng 5 năm 1950, Sắc lệnh số 76/SL ban hành Quy chế công chức, trong đó có nghĩa vụ, quyền lợi và cách tuyển dụng,
khen thưởng, kỷ luật. Muốn có nền hành chính tốt thì phải có chuẩn mực cho người làm việc và cách kiểm tra việc giữ
chuẩn mực ấy.

## 4. Kiểm tra thường xuyên để chống bệnh quan liêu, giấy tờ

Làm sao biết nghị quyết có được thi hành hay không, ai làm thật và ai làm cho xong? Câu trả lời của Người trong “Sửa
đổi lối làm việc” là “chỉ có một cách, là khéo kiểm soát”. Khéo kiểm soát là kiểm tra có hệ thống, từ trên xuống và từ
dưới lên; là đến tận nơi, nghe người làm và nghe cả người được phục vụ. Báo cáo dài mà thiếu số liệu thật, thành tích
nhiều mà người dân vẫn phải đi lại nhiều lần là những dấu hiệu
của bệnh hình thức mà tự mỗi đơn vị phải nhận ra.

# II. Chủ trương của Đảng, chính sách của Nhà nước về cải cách hành chính

## 1. Quan điểm và nội dung chính

Nghị quyết số 27-NQ/TW ngày 09 tháng 11 năm 2022 của Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XIII đặt
cải cách hành chính trong tổng thể việc xây dựng và hoàn thiện Nhà nước pháp quyền xã hội chủ nghĩa Việt Nam. Theo
tinh thần Nghị quyết, nền hành chính phải phục vụ nhân dân, chuyên nghiệp, hiện đại, trong sạch, công khai và minh
bạch. Ba hướng cần dồn sức là tổ chức bộ máy, chế độ công vụ và hành chính điện tử gắn với chuyển đổi số.

Nghị quyết số 76/NQ-CP ngày 15 tháng 7 năm 2021 của Chính phủ ban hành Chương trình tổng thể cải cách hành chính nhà
nước giai đoạn 2021–2030 với sáu nội dung:

- Cải cách thể chế.
- Cải cách thủ tục hành chính.
- Cải cách tổ chức bộ máy hành chính nhà nước.
- Cải cách chế độ công vụ.
- Cải cách tài chính công.
- Xây dựng, phát triển Chính phủ điện tử, Chính phủ số.

Sáu nội dung ấy nối với nhau: quy định rõ thì thủ tục mới gọn, thủ tục gọn thì bộ máy mới bớt việc trùng lặp. Cùng với
Nghị quyết này, Quyết định số
749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ về Chương trình chuyển đổi số quốc gia và Quyết định số
131/QĐ-TTg ngày 25 tháng 01 năm 2022 về tăng cường ứng dụng công nghệ thông tin, chuyển đổi số trong giáo dục và đào
tạo đặt ra yêu cầu trực tiếp đối với các nhà trường.

Trong giải quyết thủ tục, cơ chế một cửa được thực hiện theo Nghị định số 61/2018/NĐ-CP và Nghị định số 107/2021/NĐ-CP
sửa đổi, bổ sung. Việc tuyển dụng, sử dụng và quản lý viên chức theo Nghị định số 115/2020/NĐ-CP; việc đánh giá, xếp
loại chất lượng theo Nghị định số 90/2020/NĐ-CP. Văn bản hành chính được soạn thảo, ký và lưu theo Nghị định số
30/2020/NĐ-CP. Đối với cán bộ, đảng viên, Quy định số 144-QĐ/TW ngày 09 tháng 5 năm 2024 của Bộ Chính trị nêu các
chuẩn mực đạo đức cách mạng trong giai đoạn mới.

## 2. Kết quả bước đầu

Những năm qua, nhiều thủ tục được rà soát, rút bớt giấy tờ và
công khai để người dân dễ tra cứu. Cơ chế một cửa trở thành nền nếp; nhiều việc có thể nộp và nhận kết quả qua mạng.
Văn bản điện tử và chữ ký số giúp việc chỉ đạo, điều hành nhanh hơn.

Trong ngành giáo dục, việc quản lý học sinh, viên chức, tài sản và tài chính đã chuyển dần sang phần mềm. Tuyển sinh
đầu cấp trực tuyến, sổ điểm và học bạ điện tử, thanh toán không dùng tiền mặt giúp cha mẹ học sinh bớt thời gian đi
lại, giúp giáo viên bớt việc ghi chép trùng lặp. Đối với các trường trên đảo, nơi việc đi lại còn phụ thuộc vào thời
tiết và chuyến tàu, những thay đổi này có ý nghĩa rất thiết thực.

## 3. Những hạn chế cần nhìn thẳng

Một là, nhận thức về cải cách hành chính ở một số nơi chưa đầy đủ, còn coi đó là việc của cấp trên hoặc việc riêng của
bộ phận văn phòng. Kế hoạch có khi thiếu việc cụ thể và thiếu người chịu trách nhiệm.

Hai là, thủ tục tuy đã công khai nhưng cách viết còn khó hiểu; việc theo dõi thời hạn chủ yếu dựa vào sổ tay và trí
nhớ, nên khi cần số liệu phải gom lại từ đầu và khó bảo đảm chính xác.

Ba là, kỹ năng số của viên chức chưa đồng đều. Một số phần mềm yêu cầu nhập lại cùng một thông tin. Đường truyền ở các
trường xa trung tâm chưa ổn định.

Bốn là, kiểm tra, giám sát còn thiên về hồ sơ, ít hỏi ý kiến người dân. Kết quả kiểm tra chưa được theo dõi đến khi
sửa xong.

## 4. Nhiệm vụ, giải pháp trọng tâm

Tăng cường sự lãnh đạo của cấp ủy. Mỗi chi bộ đưa cải cách hành chính vào nội dung sinh hoạt, chọn ít việc nhưng làm
đến nơi đến chốn. Người đứng đầu chịu trách nhiệm về kết quả và số liệu báo cáo.

Hoàn thiện quy định nội bộ và đơn giản hóa thủ tục. Văn bản ban hành phải đúng thẩm quyền, đúng thể thức, dễ hiểu và
dễ thực hiện. Quy định nào không còn phù hợp thì sửa hoặc bỏ.

Xây dựng đội ngũ. Phân công theo vị trí việc làm, bồi dưỡng theo nhu cầu công việc, đánh giá bằng kết quả và bằng sự
hài lòng của người được phục vụ. Mỗi đảng viên tự soi mình theo Quy định số 144-QĐ/TW, nhất là trong cách tiếp dân và
giữ lời hẹn.

Đẩy mạnh chuyển đổi số một cách thiết thực. Dữ liệu chỉ nhập một lần và dùng cho nhiều việc; không chạy theo số lượng
phần mềm. Đi cùng với đó là bảo đảm an toàn thông tin và bảo vệ dữ liệu cá nhân của học sinh, viên chức.

Công khai, dân chủ và kiểm tra. Những việc liên quan đến quyền lợi của học sinh và viên chức phải được thông tin đầy
đủ, ý kiến phải được trả lời. Cấp ủy kiểm tra theo chuyên đề, kết luận rõ ràng, giao
thời hạn sửa và kiểm tra lại.

# III. Yêu cầu vận dụng tại các chi bộ trường học

Từ những nội dung trên, mỗi chi bộ liên hệ với thực tế của nhà trường theo các lĩnh vực cải cách hành chính, nêu rõ
việc đã làm, kết quả có minh chứng, hạn chế và nguyên nhân. Phần liên hệ cần ngắn gọn, đúng với quý báo cáo, số liệu
lấy từ sổ theo dõi chứ không ước lượng. Khi thảo luận, các chi bộ tập trung vào ba câu hỏi:

- Việc nào ở trường còn làm cho phụ huynh và học sinh phải đi lại, chờ đợi nhiều nhất?
- Nguyên nhân nằm ở quy định, ở cách phân công hay ở thái độ phục vụ?
- Trong quý tới, ai làm gì, đến ngày nào xong và chi bộ kiểm tra bằng cách nào?
""")

_CLOSE_TO_THE_PEOPLE = marked_up("""
# I. Chính quyền ở cơ sở trong tư tưởng Hồ Chí Minh

## 1. Cơ sở là nơi gần nhân dân nhất

Chủ tịch Hồ Chí Minh coi cấp xã là “nền tảng của hành chính”. Mọi chủ trương, dù đúng đến đâu, cuối cùng cũng phải đi
qua người cán bộ ở cơ sở mới đến được với từng gia đình. Cơ sở làm tốt thì nhân dân tin vào việc lớn; cơ sở làm chậm,
làm sai thì lòng tin giảm sút từ chính những việc nhỏ. Vì thế, khi nói đến xây dựng chính quyền, Người luôn bắt đầu từ
chỗ gần dân: hiểu dân cần gì, làm sao cho dân bớt phiền, việc gì dân chưa rõ thì giải thích cho rõ.

## 2. Gần dân là một cách làm việc

Gần dân không dừng ở lời nói. Đó là thói quen lắng nghe trước khi quyết định, báo lại sau khi đã làm và nhận lỗi khi
làm chưa đúng. Người dạy rằng việc có lợi cho dân thì phải hết sức làm, việc có hại cho dân thì phải hết sức tránh.
Lời dạy ấy đặt ra cho mỗi người một câu hỏi đơn giản trước từng tờ giấy, từng chữ ký: yêu cầu này có cần thiết không
và ai được lợi từ yêu cầu này?

# II. Chính quyền địa phương hai cấp và chuyển đổi số: yêu cầu mới đối với nhà trường

## 1. Tổ chức gọn hơn, trách nhiệm gần dân hơn

Từ ngày 01 tháng 7 năm 2025, chính quyền địa phương được tổ chức theo hai cấp: cấp tỉnh và cấp xã, gồm xã, phường và
đặc khu, theo Luật Tổ chức chính quyền địa phương số 72/2025/QH15. Bỏ một cấp trung gian, con đường từ người dân đến
nơi giải quyết công việc ngắn lại. Đặc khu Hòn Sơn trực tiếp quản lý nhà nước đối với các trường mầm non, tiểu học và
trung học cơ sở trên địa bàn, có Phòng Văn hóa – Xã hội tham mưu. Sở Giáo dục và Đào tạo tỉnh Hải Trung hướng dẫn về
chuyên môn. Chi bộ nhà trường đặt dưới sự lãnh đạo trực tiếp của Đảng ủy đặc khu.

Bộ máy gọn lại cũng có nghĩa là mỗi khâu phải làm kỹ hơn. Khi không còn nơi trung gian để hỏi lại và đôn đốc, nhà
trường phải tự nắm chắc quy định, tự kiểm tra hồ sơ, tự chịu trách nhiệm về số liệu và thời hạn. Văn bản gửi đi phải
ghi đúng tên cơ quan hiện hành, căn cứ phải còn hiệu lực.

## 2. Chuyển đổi số để phục vụ tốt hơn

Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính trị xác định khoa học, công nghệ, đổi mới sáng tạo và
chuyển đổi số là đột phá của đất nước. Luật Chuyển đổi số số 148/2025/QH15 có hiệu lực từ ngày 01 tháng 7 năm 2026,
cùng với Nghị định số 224/2026/NĐ-CP, tạo khuôn khổ chung cho dịch vụ số và dữ liệu của cơ quan nhà nước. Cơ chế một
cửa theo Nghị định số 118/2025/NĐ-CP và Thông tư số 03/2025/TT-VPCP cho phép người dân nộp hồ sơ, theo dõi và nhận kết
quả thuận tiện hơn.

Đối với nhà trường, một số thay đổi cần được hiểu và làm đúng:

- Việc chuyển trường và hồ sơ học sinh theo Điều lệ ban hành kèm Thông tư số 15/2026/TT-BGDĐT, có hiệu lực từ ngày 10
tháng 5 năm 2026.
- Theo Luật số 123/2025/QH15, từ ngày 01 tháng 01 năm 2026 không cấp bằng tốt nghiệp trung học cơ sở; hiệu trưởng xác
nhận học sinh hoàn thành chương trình.
- Dữ liệu giáo dục được tạo lập, kết nối và lưu giữ theo Nghị định số 88/2026/NĐ-CP.
- Thông tin riêng của học sinh được giữ kín theo Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15.

Công nghệ chỉ có ích khi làm nhẹ việc cho người dùng. Một phần mềm buộc giáo viên nhập lại điều đã có, một biểu mẫu
điện tử đòi nhiều hơn biểu mẫu giấy thì chưa phải là cải cách. Trước khi mua thêm hay dùng thêm, mỗi trường cần bỏ bớt
việc trùng lặp và dùng cho hết những gì đang có.

## 3. Con người vẫn là khâu quyết định

Bộ máy mới và công nghệ mới đòi hỏi người làm việc có kỹ năng mới. Luật Nhà giáo số 73/2025/QH15 và Nghị định số
93/2026/NĐ-CP quy định về chuẩn nghề nghiệp và bồi dưỡng nhà giáo. Nghị định số 233/2026/NĐ-CP đưa cải cách hành
chính, ứng dụng công nghệ thông tin và mức độ hài lòng của người dân vào việc đánh giá, xếp loại đơn vị và viên chức.
Kết quả phục vụ vì vậy không còn là nội dung kèm theo mà là một phần của chất lượng công tác.

# III. Hạn chế và hướng khắc phục

## 1. Những điểm còn vướng

Sau khi chuyển sang mô hình hai cấp, một số đầu việc được giao lại nên nơi này, nơi khác còn lúng túng trong phối hợp.
Một số mẫu văn bản ở trường còn dùng tên cơ quan cũ hoặc viện dẫn quy định đã hết hiệu lực. Việc nộp hồ sơ qua mạng
còn ít vì nhiều phụ huynh đi biển dài ngày, quen nhờ người thân đến trường. Đường truyền giữa các đảo nhỏ có lúc gián
đoạn.

## 2. Nhiệm vụ trong thời gian tới

Cấp ủy đặc khu yêu cầu các chi bộ lãnh đạo thực hiện tốt những việc sau:

- Rà soát quy định nội bộ, mẫu văn bản và bảng công khai thủ tục theo văn bản đang có hiệu lực và tên cơ quan hiện
hành.
- Theo dõi hồ sơ bằng sổ điện tử, hẹn ngày rõ ràng, báo trước cho người nộp nếu có khả năng chậm và xin lỗi khi trễ
hẹn.
- Hướng dẫn phụ huynh nộp hồ sơ và tra cứu qua mạng, đồng thời giữ cách phục vụ trực tiếp cho người chưa quen dùng.
- Cử viên chức dự các lớp bồi dưỡng về kỹ năng số, sau lớp học phải dùng được vào việc hằng ngày.
- Kiểm tra chéo giữa các trường, lấy ý kiến phụ huynh và công khai việc tiếp thu.

Trong sinh hoạt chi bộ, đảng viên trao đổi thẳng thắn, mỗi người nhận một việc cụ thể và báo cáo kết quả ở kỳ sau.
Những nội dung vượt thẩm quyền thì kiến nghị bằng văn bản, nêu rõ khó khăn và phương án đề xuất.
""")

_TIME_OF_THE_PEOPLE = marked_up("""
# I. Kỷ luật công việc và tiết kiệm thời giờ theo lời dạy của Chủ tịch Hồ Chí Minh

## 1. Thời giờ của dân cũng là của cải

Năm 1949, trong tác phẩm “Cần Kiệm Liêm Chính”, Chủ tịch Hồ Chí Minh viết: “Thời giờ cũng cần phải tiết kiệm như của
cải.” Theo Người, ai cũng phải biết quý thời giờ của mình và quý cả thời giờ của người khác. Một lần phụ huynh phải
quay lại vì chưa được hướng dẫn đủ, một cuộc họp bắt đầu muộn, một văn bản nằm chờ trên bàn đều là lãng phí, dù không
mất tiền của cụ thể nào.

## 2. Kỷ luật bắt đầu từ việc nhỏ

Kỷ luật trong công việc là đúng giờ, đúng hẹn, đúng quy định và đúng phần việc được giao. Người đứng đầu làm gương thì
tập thể giữ được nền nếp. Kỷ luật không làm giảm sự chủ động; trái lại, khi mỗi người tin rằng khâu trước sẽ xong đúng
hẹn thì ai cũng yên tâm làm tốt khâu của mình.

# II. Thực hiện dịch vụ công thuận tiện, tiết kiệm thời gian cho nhân dân

## 1. Yêu cầu của quy định hiện hành

Nghị định số 118/2025/NĐ-CP về thực hiện thủ tục hành chính theo cơ chế một cửa và Cổng Dịch vụ công quốc gia đặt sự
thuận tiện của người dân làm trung tâm. Khi tiếp nhận phải có giấy hẹn, khi cần bổ sung phải hướng dẫn đầy đủ, khi quá
hạn phải xin lỗi và hẹn lại. Luật Chuyển đổi số số 148/2025/QH15 và Nghị định số 224/2026/NĐ-CP thúc đẩy việc cung cấp
dịch vụ trên môi trường số, dùng lại dữ liệu đã có. Nghị định số 233/2026/NĐ-CP đưa kết quả phục vụ vào đánh giá cuối
năm của đơn vị và viên chức.

## 2. Việc cần làm ở nhà trường

Mỗi chi bộ chọn những khâu đang làm mất thời gian nhất để sửa trước:

- Niêm yết thủ tục bằng lời dễ hiểu, có ví dụ về giấy tờ cần mang theo.
- Không yêu cầu giấy tờ mà nhà trường đã lưu hoặc tra cứu được trong cơ sở dữ liệu của ngành.
- Hẹn ngày trả theo lịch làm việc, theo dõi hằng ngày những hồ sơ sắp đến hạn.
- Bố trí người thay khi người phụ trách đi công tác hoặc khi tàu không chạy, không để hồ sơ dừng lại vì vắng một
người.
- Khuyến khích nộp và tra cứu qua mạng, hỗ trợ phụ huynh lần đầu sử dụng.

## 3. Giữ kỷ cương trong báo cáo

Báo cáo đúng hạn, đúng số liệu là một phần của kỷ luật. Số liệu lấy từ sổ theo dõi; trường hợp phải sửa thì ghi rõ lý
do. Cuối năm, các chi bộ đối chiếu kết quả bốn quý, nhìn lại những lời hứa đã nêu và nói rõ việc nào xong, việc nào
chưa.

# III. Nội dung thảo luận

Chi bộ dành phần lớn thời gian sinh hoạt cho trao đổi. Mỗi đảng viên nêu một việc có thể làm nhanh hơn ngay trong phần
việc của mình. Chi bộ chọn những đề xuất thiết thực, ghi vào nghị quyết tháng, giao người thực hiện và thời hạn, sau
đó kiểm tra lại ở kỳ sinh hoạt kế tiếp. Việc nào làm tốt thì phổ biến sang trường khác; việc nào làm chưa được thì bàn
tiếp, không bỏ lửng.
""")

THEMES: dict[str, ThemeText] = {
    "2024-Q3": ThemeText(
        quarter="2024-Q3",
        title=(
            "Tư tưởng, đạo đức, phong cách Hồ Chí Minh về cải cách nền hành chính quốc gia và việc vận dụng "
            "vào cải cách hành chính, chuyển đổi số tại cơ quan, đơn vị"
        ),
        part_a=_ADMINISTRATION,
        conclusion=marked_up("""
Cải cách hành chính không phải là việc làm một lần rồi xong. Đó là việc sửa từng khâu, từng ngày, để người dân được
phục vụ tốt hơn và người làm việc bớt những công sức không cần thiết. Tư tưởng của Chủ tịch Hồ Chí Minh cho chúng ta
thước đo bền vững: việc có lợi cho dân thì hết sức làm, việc có hại cho dân thì hết sức tránh.

Học tập Người trong lĩnh vực này, mỗi chi bộ trường học bắt đầu từ những điều trong tầm tay: văn bản rõ ràng, thủ tục
dễ hiểu, lời hẹn được giữ, số liệu trung thực. Mỗi đảng viên nhận một việc cụ thể và làm đến cùng. Khi phụ huynh và
học sinh thấy việc của mình được giải quyết nhanh hơn, thân thiện hơn, đó là kết quả đáng tin cậy nhất của đợt sinh
hoạt này.
"""),
        due_on=date(2024, 10, 15),
    ),
    "2026-Q3": ThemeText(
        quarter="2026-Q3",
        title=(
            "Học tập và làm theo Hồ Chí Minh về xây dựng chính quyền gần dân; nhà trường thực hiện mô hình "
            "chính quyền địa phương hai cấp và đẩy mạnh chuyển đổi số"
        ),
        part_a=_CLOSE_TO_THE_PEOPLE,
        conclusion=marked_up("""
Mô hình chính quyền địa phương hai cấp rút ngắn khoảng cách giữa người dân và nơi giải quyết công việc; chuyển đổi số
làm cho khoảng cách ấy ngắn thêm một lần nữa. Nhưng gần dân trước hết vẫn là tấm lòng và cách làm của mỗi người.

Đối với các chi bộ trường học ở đặc khu Hòn Sơn, học tập Chủ tịch Hồ Chí Minh trong quý này có nghĩa là làm đúng quy
định mới, ghi đúng tên cơ quan mới, giữ đúng lời hẹn với phụ huynh và bảo vệ cẩn thận thông tin của học sinh. Mỗi
trường chọn một vài việc thiết thực, làm trọn vẹn, báo cáo bằng số liệu thật. Những việc nhỏ được làm tốt ở từng
trường sẽ góp thành lòng tin của nhân dân đối với chính quyền đặc khu.
"""),
        due_on=date(2026, 10, 10),
    ),
    "2026-Q4": ThemeText(
        quarter="2026-Q4",
        title=(
            "Nêu cao kỷ luật công việc, tiết kiệm thời gian cho nhân dân theo tư tưởng, phong cách Hồ Chí Minh; "
            "thực hiện tốt dịch vụ công trên môi trường số"
        ),
        part_a=_TIME_OF_THE_PEOPLE,
        conclusion=marked_up("""
Tiết kiệm thời gian cho nhân dân là việc ai cũng làm được và ngày nào cũng có thể làm. Một tờ hướng dẫn dễ hiểu, một
lời hẹn được giữ, một hồ sơ không phải nộp lại là những kết quả mà phụ huynh nhận ra ngay.

Kết thúc năm 2026, mỗi chi bộ nhìn lại bốn quý bằng số liệu của chính mình, thẳng thắn với những việc còn chậm và chọn
việc cần làm trước cho năm sau. Kỷ luật công việc giữ cho lời hứa thành việc làm; dịch vụ số giúp việc làm ấy đến với
người dân nhanh hơn. Làm tốt hai điều đó là cách thiết thực để học tập và làm theo Chủ tịch Hồ Chí Minh trong công
việc hằng ngày của nhà trường, để mỗi phụ huynh đến trường đều thấy được tôn trọng.
"""),
        due_on=date(2027, 1, 10),
    ),
}
