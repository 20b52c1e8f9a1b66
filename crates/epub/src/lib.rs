//! The book as an EPUB: the pages that a browser gets, as XHTML, for a reader of books.
//!
//! It is a crate with a program of its own, which `cargo run -- epub` builds and starts: what only an EPUB needs is a tenth
//! of what there would be to compile before the first page is served.

use anyhow::{Context, Result};
use html5ever::tendril::TendrilSink;
use html5ever::{local_name, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom, SerializableHandle};
use mdbook_driver::MDBook;
use mdbook_driver::book::Chapter;
use rbook::Epub;
use rbook::epub::EpubChapter;
use rbook::epub::manifest::DetachedEpubManifestEntry;
use regex::{Captures, Regex};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use xml5ever::serialize::{SerializeOpts, serialize};

/// What is of use only in a browser with its scripts.
const LEFT_OUT: [&str; 4] = ["script", "noscript", "button", "template"];

/// Writes the book of `root`, whose static site is in the folder `site`, to `file`.
///
/// # Errors
/// A page of the site is missing or is no page of this book, or the file can't be written.
pub fn write(root: &Path, site: &Path, file: &Path) -> Result<()> {
    let book = MDBook::load(root)?;
    let about = &book.config.book;
    let chapters: Vec<&Chapter> = book.book.chapters().collect();
    let pages: BTreeSet<PathBuf> = chapters.iter().filter_map(|c| page_of(c)).collect();

    let mut epub = Epub::builder()
        .title(about.title.clone().unwrap_or_default())
        .language(about.language.clone().unwrap_or_else(|| "en".into()))
        .generator("press");
    if let Some(description) = about.description.clone() {
        epub = epub.description(description);
    }
    let mut texts = Sha256::new();
    let mut pictures = BTreeSet::new();
    for chapter in &chapters {
        let page = page_of(chapter).context("a chapter has a page")?;
        let html =
            fs::read_to_string(site.join(&page)).with_context(|| page.display().to_string())?;
        let xhtml = xhtml(&html, &page, &chapter.name, &pages, &mut pictures)?;
        texts.update(&xhtml);
        let mut entry = DetachedEpubManifestEntry::new(id(&page));
        // To EPUB, a form is a script.
        for (holds, property) in [("<svg", "svg"), ("<form", "scripted")] {
            if xhtml.contains(holds) {
                entry = entry.property(property);
            }
        }
        epub = epub.chapter(
            EpubChapter::new(&chapter.name)
                .with_manifest_entry(entry)
                .href(address(&page.with_extension("xhtml")))
                .xhtml(xhtml.into_bytes()),
        );
    }
    for picture in pictures {
        let bytes = fs::read(site.join(&picture)).with_context(|| picture.display().to_string())?;
        epub = epub.resource((address(&picture), bytes));
    }
    let style = [
        include_str!("../../../theme/css/variables.css"),
        include_str!("../../../theme/timeline.css"),
        include_str!("../../../theme/chart.css"),
        include_str!("epub.css"),
    ];
    epub = epub.resource(("book.css", light(&style.concat())?.into_bytes()));
    // Named by what it holds: a reader of books takes a changed book for another.
    let name = hex::encode(&texts.finalize()[..16]);
    epub.identifier(format!("urn:sha256:{name}"))
        .write()
        .compression(9)
        .save(file)
        .with_context(|| format!("{}: can't be written", file.display()))
}

/// The page of a chapter, below the book's folder.
fn page_of(chapter: &Chapter) -> Option<PathBuf> {
    Some(chapter.path.as_ref()?.with_extension("html"))
}

fn address(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn id(page: &Path) -> String {
    format!(
        "page-{}",
        address(&page.with_extension("")).replace('/', "-")
    )
}

/// A built page as XHTML: what its `main` holds. The pictures that it shows are added to `pictures`.
fn xhtml(
    html: &str,
    page: &Path,
    title: &str,
    pages: &BTreeSet<PathBuf>,
    pictures: &mut BTreeSet<PathBuf>,
) -> Result<String> {
    let document = parse_document(RcDom::default(), Default::default()).one(html);
    let main = find_main(&document.document)
        .with_context(|| format!("{}: the page has no main", page.display()))?;
    tidy(&main, page, pages, pictures);
    let mut body = Vec::new();
    serialize(
        &mut body,
        &SerializableHandle::from(main),
        SerializeOpts::default(),
    )?;
    let body = String::from_utf8(body)?;
    let up = "../".repeat(page.components().count() - 1);
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\" xml:lang=\"en\">\n<head>\n<meta charset=\"UTF-8\" />\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"{up}book.css\" />\n</head>\n<body class=\"light\">\n{body}\n</body>\n</html>\n"
    ))
}

fn find_main(node: &Handle) -> Option<Handle> {
    if let NodeData::Element { name, .. } = &node.data
        && name.local == local_name!("main")
    {
        return Some(node.clone());
    }
    node.children.borrow().iter().find_map(find_main)
}

/// Takes out what an e-reader has no use for, folds everything open, and turns links to pages into links within the book.
fn tidy(node: &Handle, page: &Path, pages: &BTreeSet<PathBuf>, pictures: &mut BTreeSet<PathBuf>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let mut attrs = attrs.borrow_mut();
        // For scripts and keys; and the serializer itself says which namespace a picture is of.
        attrs.retain(|attr| {
            let name = &*attr.name.local;
            !name.starts_with("data-") && !["tabindex", "xmlns"].contains(&name)
        });
        if &*name.local == "a" {
            attrs.retain_mut(|attr| {
                if &*attr.name.local != "href" {
                    return true;
                }
                match target(&attr.value, page, pages) {
                    Some(target) => attr.value = target.into(),
                    None => return false,
                }
                true
            });
        }
        if &*name.local == "img"
            && let Some(source) = attrs.iter().find(|attr| &*attr.name.local == "src")
        {
            pictures.insert(resolve(&source.value, page));
        }
    }
    node.children.borrow_mut().retain(|child| {
        !matches!(&child.data, NodeData::Element { name, .. } if LEFT_OUT.contains(&&*name.local))
            && !matches!(&child.data, NodeData::Comment { .. })
    });
    for child in node.children.borrow().iter() {
        tidy(child, page, pages, pictures);
    }
}

/// Where a link leads in the EPUB: to a page of it, or to the web. `None` for what only the site has.
fn target(href: &str, page: &Path, pages: &BTreeSet<PathBuf>) -> Option<String> {
    if href.starts_with('#') || href.contains("://") || href.starts_with("mailto:") {
        return Some(href.to_owned());
    }
    let (path, fragment) = href.split_at(href.find('#').unwrap_or(href.len()));
    let path = path.split('?').next().unwrap_or_default();
    pages.contains(&resolve(path, page)).then(|| {
        let path = path.strip_suffix("html").unwrap_or(path);
        format!("{path}xhtml{fragment}")
    })
}

/// A relative address, from the root of the book.
fn resolve(address: &str, page: &Path) -> PathBuf {
    let mut path = page.parent().unwrap_or(Path::new("")).to_owned();
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path
}

/// A style for the light scheme alone: few e-readers know `light-dark`.
fn light(style: &str) -> Result<String> {
    let both = Regex::new(r"light-dark\(((?:[^(),]|\([^()]*\))*),(?:[^()]|\([^()]*\))*\)")?;
    Ok(both
        .replace_all(style, |colours: &Captures| colours[1].trim().to_owned())
        .into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_pages_of_the_book_or_to_the_web() {
        let pages = BTreeSet::from([PathBuf::from("a/b.html"), PathBuf::from("c.html")]);
        let from = Path::new("a/b.html");
        let lead = |href| target(href, from, &pages);
        assert_eq!(lead("#x").as_deref(), Some("#x"));
        assert_eq!(lead("../c.html#x").as_deref(), Some("../c.xhtml#x"));
        assert_eq!(
            lead("https://x.org/c.html").as_deref(),
            Some("https://x.org/c.html")
        );
        assert_eq!(lead("../print.html"), None);
    }

    #[test]
    fn a_style_is_that_of_the_light_scheme() {
        let style =
            "--a: light-dark(#fff, #000); --b: light-dark(rgba(1, 2, 3, 0.4), rgba(0, 0, 0, 0.6));";
        assert_eq!(light(style).unwrap(), "--a: #fff; --b: rgba(1, 2, 3, 0.4);");
    }
}
