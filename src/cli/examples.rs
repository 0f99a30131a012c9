//! What can be typed, for the end of the help and for the manual pages.

use certpreflight::Lang;

/// Commands with their examples: what is typed, and what it does in English and Chinese.
const EXAMPLES: &[(&str, &[[&str; 3]])] = &[
    (
        "certpreflight",
        &[
            ["certpreflight scans", "check a folder", "检查一个文件夹"],
            [
                "certpreflight licence.jpg",
                "one picture, check by check",
                "逐项检查一张图片",
            ],
            [
                "certpreflight fix scans --out scans-ready",
                "write copies that can be uploaded",
                "写出可上传的副本",
            ],
        ],
    ),
    (
        "check",
        &[
            [
                "certpreflight check scans -p huawei-icp",
                "by another platform's rules",
                "按另一个平台的规则检查",
            ],
            [
                "certpreflight check scans -o report.html -o report.json",
                "two reports in one run",
                "一次写出两份报告",
            ],
            [
                "certpreflight check scans -q -o report.sarif --fail-on warning",
                "in a CI job",
                "在 CI 任务中",
            ],
            [
                "certpreflight check --files-from list.txt",
                "what a list names",
                "检查清单中列出的图片",
            ],
        ],
    ),
    (
        "fix",
        &[
            [
                "certpreflight fix scans --out scans-ready",
                "repair what can be repaired",
                "修复能修复的图片",
            ],
            [
                "certpreflight fix scans --out scans-ready --dry-run",
                "show what would be done",
                "只看会做什么",
            ],
            [
                "certpreflight fix scans --out scans-ready --turn -o report.html",
                "turn by content, with a report",
                "按画面内容转正，并写出报告",
            ],
        ],
    ),
    (
        "drop",
        &[[
            "certpreflight drop scans",
            "copies and report in scans-ready, opened",
            "副本和报告放进「scans-可上传」并打开",
        ]],
    ),
    (
        "explain",
        &[
            [
                "certpreflight explain 证件电子信息核验不合格",
                "what it means and what to do",
                "是什么意思，怎么办",
            ],
            [
                "certpreflight explain 证件已过期 scan.jpg",
                "which of its causes the picture shows",
                "看图片属于哪个原因",
            ],
            [
                "certpreflight explain expired",
                "a rule, and the refusals that it foresees",
                "一条规则，及其能预防的退回提示",
            ],
        ],
    ),
    (
        "template",
        &[
            [
                "certpreflight template init",
                "an empty manifest to fill in",
                "一份待填写的空白清单",
            ],
            [
                "certpreflight template check manifest.xlsx",
                "what is typed against the pictures beside it",
                "把填写的内容与旁边的图片核对",
            ],
        ],
    ),
    (
        "template check",
        &[
            [
                "certpreflight template check manifest.csv -p tencent-icp",
                "a manifest under another platform's rules",
                "按另一个平台的规则核对清单",
            ],
            [
                "certpreflight template check --type 营业执照 --owner 杭州示例网络有限公司 --number 91330106MA0000007Q licence.jpg",
                "a single one, without a manifest",
                "不用清单，只核对一个",
            ],
            [
                "certpreflight template check manifest.csv --fix-manifest mended.csv",
                "put right what needs no reading",
                "另写一份，改正不需识读的问题",
            ],
        ],
    ),
    (
        "template init",
        &[[
            "certpreflight template init --xlsx manifest.xlsx",
            "a spreadsheet whose numbers stay whole",
            "号码不会被改坏的表格",
        ]],
    ),
    (
        "rules",
        &[
            ["certpreflight rules", "every rule", "全部规则"],
            [
                "certpreflight rules illegible -p tencent-icp",
                "one, with its limits under a profile",
                "一条规则，及其在某个配置下的界限",
            ],
        ],
    ),
    (
        "profiles",
        &[
            [
                "certpreflight profiles",
                "every built-in profile",
                "全部内置配置",
            ],
            [
                "certpreflight profiles tencent-domain > mine.toml",
                "start one of your own",
                "以它为底稿写自己的配置",
            ],
        ],
    ),
    (
        "completions",
        &[[
            "certpreflight completions bash > ~/.local/share/bash-completion/completions/certpreflight",
            "for bash",
            "用于 bash",
        ]],
    ),
    (
        "man",
        &[
            [
                "certpreflight man > certpreflight.1",
                "the page of the whole command",
                "整个命令的手册页",
            ],
            ["certpreflight man fix | man -l -", "read one", "阅读一页"],
        ],
    ),
];

/// The examples of a command.
pub(crate) fn examples(
    name: &str,
    lang: Lang,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let found = EXAMPLES.iter().find(|(known, _)| *known == name);
    let examples = found.map_or(&[][..], |(_, examples)| examples);
    examples.iter().map(move |[typed, en, zh]| match lang {
        Lang::Zh => (*typed, *zh),
        _ => (*typed, *en),
    })
}
