//! Rows of a manifest beside their pictures: a card for each picture, or set of pictures, that rows name.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{self, Write};

use super::card::{View, level_class, outside, standing_class, write_refusal};
use crate::messages::{Lang, text};
use crate::outcome::Standing;
use crate::platform::Level;
use crate::report::context::Context;
use crate::report::rows::{
    Wrong, compared, left_aside, manifest_line, not_read, row_name, row_verdict, said_of,
};
use crate::report::words::{level_name, standing_mark};
use crate::template::{CheckedManifest, Judged, Pictured};

/// Writes the manifest with this number: what it comes to, and its rows.
pub(super) fn write(
    manifest: &CheckedManifest,
    number: u64,
    context: &Context,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lang = context.lang;
    if !manifest.shown.is_empty() {
        let class = manifest.problem.as_ref().map_or("", |_| " class=\"warn\"");
        let line = manifest_line(manifest, lang);
        writeln!(out, "<h2{class}>{}</h2>", outside(&line))?;
    }
    for told in left_aside(manifest, lang) {
        writeln!(out, "<p class=\"facts\">{}</p>", outside(&told))?;
    }
    if manifest.rows.is_empty() {
        return Ok(());
    }
    let label = text("What will be typed", "要填写的内容").get(lang);
    writeln!(out, "<section class=\"cards\" aria-label=\"{label}\">")?;
    for (at, group) in groups(&manifest.rows).into_iter().enumerate() {
        write_group(&group, &format!("m{number}-{at}"), context, out)?;
    }
    writeln!(out, "</section>")
}

/// Rows that name the same pictures stand together; a row without any stands by itself. The worst come first.
fn groups(rows: &[Judged]) -> Vec<Vec<&Judged>> {
    let mut groups: Vec<Vec<&Judged>> = Vec::new();
    let mut known: HashMap<Vec<&str>, usize> = HashMap::new();
    for judged in rows {
        let names = judged.pictures.iter().map(|picture| picture.shown.as_str());
        let names: Vec<&str> = names.collect();
        let next = groups.len();
        let at = if names.is_empty() {
            next
        } else {
            *known.entry(names).or_insert(next)
        };
        match groups.get_mut(at) {
            Some(group) => group.push(judged),
            None => groups.push(vec![judged]),
        }
    }
    groups.sort_by_key(|group| Reverse(worst(group)));
    groups
}

fn worst(group: &[&Judged]) -> Standing {
    let standings = group.iter().map(|judged| judged.standing());
    standings.max().unwrap_or(Standing::Pass)
}

fn write_group(
    group: &[&Judged],
    id: &str,
    context: &Context,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lang = context.lang;
    let pictures = group.first().map_or(&[][..], |first| &first.pictures);
    let views: Vec<View<'_>> = pictures.iter().filter_map(|one| view_of(one)).collect();
    let plain = if views.is_empty() { "plain " } else { "" };
    let class = standing_class(worst(group));
    writeln!(
        out,
        "<article class=\"card {plain}{class}\" aria-labelledby=\"{id}\">"
    )?;
    if !views.is_empty() {
        writeln!(out, "<div class=\"views\">")?;
        for view in views {
            write!(out, "<figure class=\"view\">")?;
            view.write(lang, out)?;
            writeln!(out, "</figure>")?;
        }
        writeln!(out, "</div>")?;
    }
    let names: Vec<&str> = pictures.iter().map(|one| one.shown.as_str()).collect();
    let names = if names.is_empty() {
        text("No picture", "没有可核对的图片").get(lang).to_owned()
    } else {
        outside(&names.join(" · "))
    };
    writeln!(out, "<div>\n<h2 id=\"{id}\">{names}</h2>")?;
    for judged in group {
        write_row(judged, context, out)?;
    }
    writeln!(out, "</div>\n</article>")
}

fn view_of(picture: &Pictured) -> Option<View<'_>> {
    let (width, height) = picture.size?;
    Some(View {
        shown: &picture.shown,
        thumbnail: picture.thumbnail.as_deref()?,
        width,
        height,
    })
}

fn write_row(judged: &Judged, context: &Context, out: &mut dyn Write) -> io::Result<()> {
    let lang = context.lang;
    let standing = judged.standing();
    writeln!(
        out,
        "<section class=\"typed {}\">\n<h3>{}</h3>\n\
         <p class=\"verdict\"><span aria-hidden=\"true\">{}</span> {}</p>\n<p class=\"facts\">{}</p>",
        standing_class(standing),
        outside(&row_name(judged, context)),
        standing_mark(standing),
        row_verdict(standing).get(lang),
        compared(judged, lang).join(" · ")
    )?;
    let said = said_of(judged, context);
    if !said.is_empty() {
        writeln!(out, "<ul class=\"findings\">")?;
        said.iter()
            .try_for_each(|said| write_said(said, lang, out))?;
        writeln!(out, "</ul>")?;
    }
    if let Some(missed) = not_read(judged, lang) {
        writeln!(out, "<p class=\"missed\">{}</p>", outside(&missed))?;
    }
    writeln!(out, "</section>")
}

fn write_said(said: &Wrong, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let heavy = if said.level > Level::Note { "said" } else { "" };
    writeln!(
        out,
        "<li class=\"{}\">\n<p class=\"{heavy}\"><span class=\"tag\">{}</span> {} <code>{}</code></p>\n\
         <p class=\"advice\">{}</p>",
        level_class(said.level),
        level_name(said.level).get(lang),
        outside(&said.said),
        said.rule,
        outside(&said.advice),
    )?;
    write_refusal(said.refusal, lang, out)?;
    writeln!(out, "</li>")
}
