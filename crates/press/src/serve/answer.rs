//! What a browser gets: the book, what a served page has beyond a built one, and news of a save.

use super::book::OF_ALL_PAGES;
use super::run::run;
use super::{News, Server};
use crate::text::escape;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tower_http::services::ServeDir;

/// How long a request waits for what is made from all pages, where that is not there yet.
const PATIENCE: Duration = Duration::from_secs(120);

/// All that the server answers to.
pub fn routes(server: Arc<Server>) -> Router {
    Router::new()
        .route("/.press/news", get(news))
        .route("/.press/run", post(run))
        .route(
            "/.press/run.js",
            get(|| text("text/javascript", include_str!("web/run.js"))),
        )
        .route(
            "/.press/run.css",
            get(|| text("text/css", include_str!("web/run.css"))),
        )
        .route(
            "/.press/editor.js",
            get(|| text("text/javascript", include_str!("web/editor/editor.js"))),
        )
        .fallback(page)
        .layer(from_fn_with_state(server.clone(), only_our_names))
        .with_state(server)
}

/// Refuses what was not sent to a name of this server.
async fn only_our_names(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Response {
    if server.access.is_for_us(request.headers()) {
        return next.run(request).await;
    }
    let words = "This server answers only to http://127.0.0.1, http://localhost and the names of --allow-host.\n";
    (StatusCode::FORBIDDEN, words).into_response()
}

/// What an open page asks for again and again: whether it is of the book that is served now.
///
/// An answer that never ends would be quicker. But a browser opens six connections to a server for all its tabs, and each
/// page would hold one of them.
async fn news(State(server): State<Arc<Server>>) -> impl IntoResponse {
    let News {
        version,
        error,
        builds,
    } = server.news.borrow().clone();
    let news = json!({ "version": version, "error": error, "builds": builds });
    text_of("application/json", news.to_string())
}

async fn text(kind: &str, text: &'static str) -> impl IntoResponse {
    text_of(kind, text)
}

fn text_of(kind: &str, text: impl IntoResponse) -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, format!("{kind}; charset=utf-8")),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ],
        text,
    )
}

/// A file of the book.
async fn page(State(server): State<Arc<Server>>, request: Request) -> Response {
    if let Some(answer) = address_with_key(&server, &request) {
        return answer;
    }
    let file = request.uri().path().trim_start_matches('/').to_owned();
    let head = request.method() == Method::HEAD;
    let token = server.access.token(request.headers());
    if OF_ALL_PAGES.contains(&file.as_str()) {
        let mut whole = server.whole.subscribe();
        let there = whole.wait_for(|whole| *whole);
        // Without it, the answer is that it is not there.
        let _ = tokio::time::timeout(PATIENCE, there).await;
    }
    let reading = server.swap.read().await;
    // Under the lock: the page is of the book that it says it is of.
    let news = server.news.borrow().clone();
    if !server.book.is_dir() {
        let error = news.error.as_deref().unwrap_or("The book is not there.");
        let page = Html(error_page(error)).into_response();
        return with_scripts(page, &news.version, token).await;
    }
    let mut response = file_of(&server, request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    let html = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if html && !head {
        response = with_scripts(response, &news.version, token).await;
    }
    drop(reading);
    // A file has the same name whatever it holds: a copy in the browser's cache may be an old one.
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if html && !server.page_was_read.swap(true, Ordering::Relaxed) {
        // Not before: the reader's first page comes first.
        server.runner.listings_changed();
    }
    response
}

/// The answer to an address with a key in it: the same address without, so that no reader passes the key on with a link,
/// and a cookie instead.
fn address_with_key(server: &Server, request: &Request) -> Option<Response> {
    let (query, cookie) = server.access.take_key(request.uri().query()?)?;
    let path = request.uri().path().trim_start_matches('/');
    let question = if query.is_empty() { "" } else { "?" };
    let to = format!("/{path}{question}{query}");
    let no_store = (header::CACHE_CONTROL, "no-store".to_owned());
    let mut answer = (StatusCode::SEE_OTHER, [(header::LOCATION, to), no_store]).into_response();
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::try_from(cookie).ok()) {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Some(answer)
}

/// What makes an answer another one than the whole file: a page in the browser's cache would hold the version of an old
/// book, and a part of a page would not fit the scripts that are added to it.
const ONLY_WHOLE_FILES: [header::HeaderName; 4] = [
    header::IF_MODIFIED_SINCE,
    header::IF_NONE_MATCH,
    header::RANGE,
    header::IF_RANGE,
];

/// The file of the book that is asked for, or the page that says that there is none.
async fn file_of(server: &Server, mut request: Request) -> Response {
    for header in ONLY_WHOLE_FILES {
        request.headers_mut().remove(header);
    }
    // The host would be the first part of where such a path is sent to, when a slash is added to it.
    let of_another_host = request.uri().path().starts_with("//");
    // A file that is not there is an error of this call.
    let response = match ServeDir::new(&server.book).try_call(request).await {
        Ok(response) if !of_another_host => response.map(Body::new),
        _ => StatusCode::NOT_FOUND.into_response(),
    };
    if response.status() == StatusCode::NOT_FOUND
        && let Ok(text) = fs::read_to_string(server.book.join("404.html"))
    {
        return (StatusCode::NOT_FOUND, Html(text)).into_response();
    }
    response
}

/// The page with what only a served one has; the token is for a page that may have programs run.
async fn with_scripts(response: Response, version: &str, token: Option<&str>) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = String::from_utf8_lossy(&body);
    let style = "<link rel=\"stylesheet\" href=\"/.press/run.css\">";
    let token = token.map_or_else(String::new, |token| format!(" data-token=\"{token}\""));
    let script = format!(
        "<script data-version=\"{version}\">{}</script><script defer src=\"/.press/run.js\"{token}></script>",
        include_str!("web/reload.js")
    );
    let (head, rest) = page.split_at(page.find("</head>").unwrap_or(0));
    let (main, end) = rest.split_at(rest.rfind("</body>").unwrap_or(rest.len()));
    let page = [head, style, main, &script, end].concat();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::LAST_MODIFIED);
    parts.headers.remove(header::ETAG);
    parts.headers.remove(header::ACCEPT_RANGES);
    // No page of another host shows this one in a frame, where a click could be stolen.
    parts.headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("frame-ancestors 'self'"),
    );
    Response::from_parts(parts, Body::from(page))
}

/// The answer while there is no book.
fn error_page(error: &str) -> String {
    let error = escape(error);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>The book can't be built</title></head>\n\
         <body><h1>The book can't be built</h1>\n<pre>{error}</pre>\n<p>Fix it: this page turns into the book.</p></body></html>\n"
    )
}
