use super::*;

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }
}

/// Texts in words, each with its notices; several say the same.
fn texts() -> Vec<&'static str> {
    let notices = Notice::all().iter();
    let worded = notices.filter(|notice| {
        notice
            .note
            .as_deref()
            .is_none_or(|note| !note.contains("code"))
    });
    worded
        .flat_map(|notice| &notice.texts)
        .map(String::as_str)
        .collect()
}

/// The place of the right notice among those found, from 0.
fn place(found: &[Match], text: &str) -> Option<usize> {
    found
        .iter()
        .position(|found| found.notice.texts.iter().any(|known| known == text))
}

/// The text with one character in ten replaced, one at least.
fn misread(text: &str, dice: &mut Dice) -> String {
    let others: Vec<char> = Notice::all()
        .iter()
        .flat_map(|notice| notice.texts[0].chars())
        .filter(|c| !c.is_ascii())
        .collect();
    let mut characters: Vec<char> = text.chars().collect();
    let mut places: Vec<usize> = (0..characters.len()).collect();
    for _ in 0..characters.len().div_ceil(10) {
        let place = places.swap_remove(dice.below(places.len()));
        characters[place] = others[dice.below(others.len())];
    }
    characters.into_iter().collect()
}

struct Share {
    first: usize,
    in_three: usize,
    of: usize,
}

impl Share {
    fn of<'a>(
        texts: impl Iterator<Item = &'a str>,
        mut change: impl FnMut(&str) -> String,
    ) -> Self {
        let mut share = Self {
            first: 0,
            in_three: 0,
            of: 0,
        };
        for text in texts {
            let found = matches(&change(text));
            let place = place(found.known(), text);
            share.first += usize::from(place == Some(0));
            share.in_three += usize::from(place.is_some_and(|place| place < 3));
            share.of += 1;
        }
        share
    }

    fn percent(&self) -> (usize, usize) {
        (self.first * 100 / self.of, self.in_three * 100 / self.of)
    }
}

/// Ordinary sentences, what other forms say, and notices about other things.
const UNRELATED: [&str; 60] = [
    "今天天气很好，我们去公园散步吧。",
    "请把会议纪要发给所有参会人员。",
    "这本书的作者是一位年轻的历史学家。",
    "高铁票已经售罄，建议改乘其他车次。",
    "他每天早上六点起床跑步五公里。",
    "红烧肉要用小火慢炖一个小时。",
    "您的快递已放在小区门口的快递柜。",
    "数据库连接超时，请检查网络后重试。",
    "密码错误次数过多，账户已被锁定。",
    "请在三十分钟内完成付款，否则订单将自动取消。",
    "医院挂号需要提前三天预约。",
    "考试成绩将于下周一公布。",
    "孩子的疫苗接种记录要带到学校。",
    "护照加急办理需要五个工作日。",
    "银行卡开户行信息填写有误导致转账失败。",
    "发票抬头请填写公司全称和税号。",
    "房屋租赁合同一式两份，双方各执一份。",
    "简历请投递到招聘邮箱，合适者三天内联系。",
    "软件许可证将在十天后到期，请联系销售续费。",
    "文件上传失败，磁盘空间不足。",
    "视频无法播放，请安装最新的解码器。",
    "微信聊天记录迁移需要在同一个网络下进行。",
    "服务器证书已过期，浏览器提示连接不安全。",
    "编译失败：找不到名为 main 的函数。",
    "请输入正确的验证码。",
    "该用户名已被占用，请换一个。",
    "The quick brown fox jumps over the lazy dog.",
    "Please restart your computer to finish installing updates.",
    "Connection refused: the server did not answer in time.",
    "Your parcel will be delivered tomorrow between nine and noon.",
    "The meeting has been moved to Thursday afternoon.",
    "Segmentation fault (core dumped)",
    "Our return policy allows exchanges within thirty days.",
    "The certificate of the web server has expired.",
    "Cannot find module 'express' in node_modules.",
    "Please enter a valid credit card number.",
    "The train to London leaves from platform four.",
    "Preheat the oven to two hundred degrees.",
    "You have exceeded your monthly data limit.",
    "This video is not available in your country.",
    "She has been teaching mathematics for twenty years.",
    "请输入正确的手机号码",
    "您的账号在其他设备登录",
    "用户名或密码错误，请重新输入",
    "上传失败，请稍后重试",
    "网络异常，请检查网络设置",
    "该订单已取消，无法支付",
    "请选择收货地址",
    "您填写的优惠码无效",
    "系统繁忙，请稍后再试",
    "邮件发送失败，请检查收件人地址",
    "商品库存不足，请修改数量",
    "昵称不能为空",
    "驾驶证已过期，请及时换证",
    "学生证照片不清晰，请重新上传",
    "车牌号格式错误",
    "提现失败，银行卡信息有误",
    "Login failed: invalid username or password.",
    "Upload failed, please try again later.",
    "The file format is not supported.",
];

#[test]
#[expect(
    clippy::print_stdout,
    reason = "the table, for whoever runs it with --nocapture"
)]
fn texts_are_found_misread_and_cut_in_half_and_others_are_not() {
    let all = texts();
    assert_eq!(all.len(), 318);
    let mut dice = Dice(20_261_128);
    // Sixty of them, by lot.
    let mut left = all.clone();
    let sixty: Vec<&str> = (0..60)
        .map(|_| left.swap_remove(dice.below(left.len())))
        .collect();
    let half = |text: &str, from_end: bool| -> String {
        let count = text.chars().count();
        if from_end {
            text.chars().skip(count / 2).collect()
        } else {
            text.chars().take(count.div_ceil(2)).collect()
        }
    };
    let table = [
        (
            "word for word, all",
            100,
            100,
            Share::of(all.iter().copied(), str::to_owned),
        ),
        (
            "1 in 10 wrong, sixty",
            97,
            97,
            Share::of(sixty.iter().copied(), |text| misread(text, &mut dice)),
        ),
        (
            "1 in 10 wrong, all",
            97,
            97,
            Share::of(all.iter().copied(), |text| misread(text, &mut dice)),
        ),
        ("halves of sixty", 85, 95, {
            let mut ends = false;
            Share::of(sixty.iter().copied(), |text| {
                ends = !ends;
                half(text, ends)
            })
        }),
        (
            "first halves, all",
            85,
            95,
            Share::of(all.iter().copied(), |text| half(text, false)),
        ),
        (
            "second halves, all",
            85,
            93,
            Share::of(all.iter().copied(), |text| half(text, true)),
        ),
    ];
    println!("{:22} first  in three   of", "");
    for (name, _, _, share) in &table {
        let (first, in_three) = share.percent();
        println!("{name:22} {first:4}% {in_three:9}% {:5}", share.of);
    }
    for (name, first, in_three, share) in &table {
        let found = share.percent();
        assert!(
            found.0 >= *first && found.1 >= *in_three,
            "{name}: {found:?}"
        );
    }
    let mut nearest: Vec<(f64, &str)> = UNRELATED
        .iter()
        .map(|said| {
            let found = match matches(said) {
                Matches::Known(found) | Matches::NotKnown(found) => found,
            };
            (found.first().map_or(0.0, |found| found.score), *said)
        })
        .collect();
    nearest.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!(
        "of {} unrelated sentences the nearest: {:.2} {}",
        nearest.len(),
        nearest[0].0,
        nearest[0].1
    );
    let explained: Vec<_> = nearest
        .iter()
        .filter(|(score, _)| *score >= KNOWN_FROM)
        .collect();
    assert!(explained.is_empty(), "{explained:?}");
}

#[test]
fn width_case_blanks_and_punctuation_make_no_difference() {
    let found = |text: &str| {
        matches(text)
            .known()
            .first()
            .map(|found| (&*found.notice.id, found.score > 0.99))
    };
    let plain = "请上传格式为 JPG 、PNG、BMP 等，大小为55KB-5MB以内的证件图片";
    let told = found(plain);
    assert!(told.is_some_and(|(_, is_all)| is_all), "{told:?}");
    for same in [
        "请上传格式为jpg、png、bmp等,大小为55kb-5mb以内的证件图片",
        "请上传格式为ＪＰＧ、ＰＮＧ、ＢＭＰ等，大小为５５ＫＢ－５ＭＢ以内的证件图片。",
    ] {
        assert_eq!(found(same), told, "{same}");
    }
}

#[test]
fn one_line_of_many_may_be_the_notice() {
    let screen = "控制台\n模板详情\n审核未通过\n证件已过期，请提交有效的证件图片\n返回列表\n联系客服\n帮助文档";
    let found = matches(screen);
    assert_eq!(found.known()[0].notice.id, "tencent-expired");
}

#[test]
fn what_holds_no_character_is_not_known() {
    for nothing in ["", " ", "。，！", "\n\n"] {
        assert_eq!(
            matches(nothing),
            Matches::NotKnown(Vec::new()),
            "{nothing:?}"
        );
    }
}
