//! What a browser gets: the book, what a served page has beyond a built one, and news of a save.

use super::book::OF_ALL_PAGES;
use super::run::run;
use super::{News, Server};
use crate::text::escape;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::stream::{Stream, unfold};
use serde_json::json;
use std::convert::Infallible;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tower_http::services::ServeDir;

/// How long a request waits for what is made from all pages, where that is not there yet.
const PATIENCE: Duration = Duration::from_secs(120);

/// All that the server answers to.
pub fn routes(server: Arc<Server>) -> Router {
    let runner = server.runner.clone();
    Router::new()
        .route("/.press/events", get(events))
        .fallback(page)
        .with_state(server)
        .route("/.press/run", post(run).with_state(runner))
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
        .layer(from_fn(this_machine_only))
}

/// Refuses what was not sent to this machine by name: a page of another host whose name was made to lead here
/// (DNS rebinding) still says that name.
async fn this_machine_only(request: Request, next: Next) -> Response {
    if is_this_machine(request.headers()) {
        return next.run(request).await;
    }
    let words = "This server answers only to http://127.0.0.1 and http://localhost.\n";
    (StatusCode::FORBIDDEN, words).into_response()
}

fn is_this_machine(headers: &HeaderMap) -> bool {
    let Some(Ok(host)) = headers.get(header::HOST).map(HeaderValue::to_str) else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        _ => host,
    };
    name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost")
}

async fn events(
    State(server): State<Arc<Server>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut news = server.news.subscribe();
    // A page that has just opened is told immediately: the book may have changed since it was sent.
    news.mark_changed();
    let stream = unfold(news, |mut news| async move {
        news.changed().await.ok()?;
        let News { version, error } = news.borrow_and_update().clone();
        let event =
            Event::default().data(json!({ "version": version, "error": error }).to_string());
        Some((Ok(event), news))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

async fn text(kind: &str, text: &'static str) -> impl IntoResponse {
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
    let file = request.uri().path().trim_start_matches('/').to_owned();
    let head = request.method() == Method::HEAD;
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
        return with_scripts(page, &news.version, &server.runner.token).await;
    }
    let mut response = file_of(&server, request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    let html = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if html && !head {
        response = with_scripts(response, &news.version, &server.runner.token).await;
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

/// The file of the book that is asked for, or the page that says that there is none.
async fn file_of(server: &Server, mut request: Request) -> Response {
    // A page in the browser's cache would hold the version of an old book.
    request.headers_mut().remove(header::IF_MODIFIED_SINCE);
    request.headers_mut().remove(header::IF_NONE_MATCH);
    // A file that is not there is an error of this call.
    let response = match ServeDir::new(&server.book).try_call(request).await {
        Ok(response) => response.map(Body::new),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    };
    if response.status() == StatusCode::NOT_FOUND
        && let Ok(text) = fs::read_to_string(server.book.join("404.html"))
    {
        return (StatusCode::NOT_FOUND, Html(text)).into_response();
    }
    response
}

/// The page with what only a served one has.
async fn with_scripts(response: Response, version: &str, token: &str) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = String::from_utf8_lossy(&body);
    let style = "<link rel=\"stylesheet\" href=\"/.press/run.css\">";
    let script = format!(
        "<script data-version=\"{version}\">{}</script><script defer src=\"/.press/run.js\" data-token=\"{token}\"></script>",
        include_str!("web/reload.js")
    );
    let (head, rest) = page.split_at(page.find("</head>").unwrap_or(0));
    let (main, end) = rest.split_at(rest.rfind("</body>").unwrap_or(rest.len()));
    let page = [head, style, main, &script, end].concat();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::LAST_MODIFIED);
    parts.headers.remove(header::ETAG);
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
