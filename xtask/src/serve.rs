//! A small static server for the bundle: right types, strict headers, this machine only.
use crate::{Result, build};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use tiny_http::{Header, Method, Response, Server, StatusCode};

/// Builds the studio and serves it until the person ends it.
pub fn studio(port: u16, debug: bool) -> Result<()> {
    // The port first: a build of minutes is no time to learn that it is taken.
    let server = listen(port)?;
    let (url, threads) = start(server, build::bundle(debug)?)?;
    println!("Portico is on {url} (Ctrl-C ends it)");
    for thread in threads {
        let _ = thread.join();
    }
    Ok(())
}

/// A port of 127.0.0.1 to serve on; 0 takes a free one.
pub fn listen(port: u16) -> Result<Server> {
    Server::http(("127.0.0.1", port)).map_err(|e| format!("port {port} on 127.0.0.1 is not to be had ({e}); `--port N` takes another"))
}

/// Serves `dist` from threads of its own: its address, and the threads.
pub fn start(server: Server, dist: PathBuf) -> Result<(String, Vec<thread::JoinHandle<()>>)> {
    let policy = policy(&dist)?;
    let address = server.server_addr();
    let site = Arc::new(Site { server, dist, policy });
    let threads = (0..8).map(|_| {
        let site = Arc::clone(&site);
        thread::spawn(move || {
            while let Ok(request) = site.server.recv() {
                let answer = site.answer(request.method(), request.url());
                // A browser that went away needs no answer.
                let _ = request.respond(answer);
            }
        })
    });
    Ok((format!("http://{address}"), threads.collect()))
}

/// The page's own policy, which stands in its head, and who may frame it, which only a header can say.
fn policy(dist: &Path) -> Result<String> {
    let page = dist.join("index.html");
    let text = std::fs::read_to_string(&page).map_err(|e| format!("{}: {e}", page.display()))?;
    let policy = policy_in(&text).ok_or_else(|| format!("{} sets no Content-Security-Policy", page.display()))?;
    Ok(format!("{policy}; frame-ancestors 'none'"))
}

fn policy_in(page: &str) -> Option<String> {
    let (_, after) = page.split_once("http-equiv=\"Content-Security-Policy\"")?;
    let (_, value) = after.split_once("content=\"")?;
    let (policy, _) = value.split_once('"')?;
    Some(policy.split_whitespace().collect::<Vec<_>>().join(" "))
}

struct Site {
    server: Server,
    dist: PathBuf,
    policy: String,
}

impl Site {
    fn answer(&self, method: &Method, url: &str) -> Response<Cursor<Vec<u8>>> {
        if !matches!(method, Method::Get | Method::Head) {
            return self.page(405, "text/plain; charset=utf-8", "only GET and HEAD\n".into());
        }
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let found = file(path).and_then(|name| std::fs::read(self.dist.join(&name)).ok().map(|body| (kind(&name), body)));
        match found {
            Some((kind, body)) => self.page(200, kind, body),
            None => self.page(404, "text/plain; charset=utf-8", "not found\n".into()),
        }
    }

    fn page(&self, code: u16, kind: &str, body: Vec<u8>) -> Response<Cursor<Vec<u8>>> {
        let headers = [
            ("Content-Type", kind),
            ("Content-Security-Policy", &self.policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            // A rebuilt bundle is seen at the next reload.
            ("Cache-Control", "no-cache"),
        ];
        let headers = headers.iter().filter_map(|(name, value)| Header::from_bytes(*name, *value).ok());
        headers.fold(Response::from_data(body).with_status_code(StatusCode(code)), Response::with_header)
    }
}

/// The file that a path of an address names, inside the bundle; nothing for what tries to leave it.
fn file(path: &str) -> Option<String> {
    let path = path.strip_prefix('/')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if path.is_empty() {
        return Some("index.html".to_owned());
    }
    // An empty part would make `//etc/…` an absolute path.
    let inside = |part: &str| !part.is_empty() && !part.starts_with('.');
    (path.chars().all(plain) && path.split('/').all(inside)).then(|| path.to_owned())
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_bundle_is_served() {
        assert_eq!(file("/").as_deref(), Some("index.html"));
        assert_eq!(file("/fonts/inter.woff2").as_deref(), Some("fonts/inter.woff2"));
        for path in ["/../Cargo.toml", "/fonts/../../x", "/%2e%2e/x", "//etc/passwd", "/.stage/x", "x", "/a\\b"] {
            assert_eq!(file(path), None, "{path}");
        }
    }

    #[test]
    fn the_policy_of_the_page_is_found() {
        let page = "<meta http-equiv=\"Content-Security-Policy\"\n  content=\"default-src 'none';\n  img-src 'self'\">";
        assert_eq!(policy_in(page).as_deref(), Some("default-src 'none'; img-src 'self'"));
        assert_eq!(policy_in("<html></html>"), None);
    }
}
