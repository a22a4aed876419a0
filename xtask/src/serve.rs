//! A small static server for the bundle: right types, strict headers, this machine only.
use crate::{Result, build};
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// How long a connection may stay silent, and how long the head of a request may be.
const SILENT: Duration = Duration::from_secs(300);
const LONGEST_HEAD: usize = 64 * 1024;

/// Builds the studio and serves it until the person ends it.
pub fn studio(port: u16, debug: bool) -> Result<()> {
    // The port first: a build of minutes is no time to learn that it is taken.
    let listener = listen(port)?;
    let (url, thread) = start(listener, build::bundle(debug)?)?;
    println!("Portico is on {url} (Ctrl-C ends it)");
    let _ = thread.join();
    Ok(())
}

/// A port of 127.0.0.1 to serve on; 0 takes a free one.
pub fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).map_err(|e| format!("port {port} on 127.0.0.1 is not to be had ({e}); `--port N` takes another"))
}

/// Serves `dist` from threads of its own: its address, and the thread that waits for connections. Each connection has a thread: browsers open
/// several at once and keep them, some without a word, and with a pool of threads a page waited for connections that said nothing.
pub fn start(listener: TcpListener, dist: PathBuf) -> Result<(String, thread::JoinHandle<()>)> {
    let policy = policy(&dist)?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let site = Arc::new(Site { dist, policy });
    let thread = thread::spawn(move || {
        for stream in listener.incoming().filter_map(|s| s.ok()) {
            let site = Arc::clone(&site);
            // A browser that went away needs no answer.
            thread::spawn(move || site.converse(stream).unwrap_or_default());
        }
    });
    Ok((format!("http://{address}"), thread))
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
    dist: PathBuf,
    policy: String,
}

/// An answer: its status, what it is, and its bytes.
struct Answer(&'static str, &'static str, Vec<u8>);

impl Site {
    /// Answers one request after the other, until the other side or a fault ends it.
    fn converse(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(SILENT))?;
        stream.set_nodelay(true)?;
        let mut read: Vec<u8> = Vec::new();
        loop {
            let mut headers = [httparse::EMPTY_HEADER; 96];
            let mut request = httparse::Request::new(&mut headers);
            let head = match request.parse(&read) {
                Ok(httparse::Status::Complete(head)) => head,
                Ok(httparse::Status::Partial) if read.len() <= LONGEST_HEAD => {
                    let mut piece = [0; 4096];
                    let n = stream.read(&mut piece)?;
                    if n == 0 {
                        return Ok(());
                    }
                    read.extend_from_slice(&piece[..n]);
                    continue;
                }
                _ => return self.write(&mut stream, &plain("400 Bad Request", "this is no request\n"), true),
            };
            let method = request.method.unwrap_or_default();
            if !["GET", "HEAD"].contains(&method) {
                // What a body may follow is not read: the connection ends with it.
                return self.write(&mut stream, &plain("405 Method Not Allowed", "only GET and HEAD\n"), true);
            }
            let answer = self.answer(request.path.unwrap_or_default());
            let (whole, last) = (method == "GET", request.version == Some(0));
            self.write(&mut stream, &answer, whole)?;
            if last {
                return Ok(());
            }
            read.drain(..head);
        }
    }

    fn answer(&self, url: &str) -> Answer {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let found = file(path).and_then(|name| std::fs::read(self.dist.join(&name)).ok().map(|body| (kind(&name), body)));
        match found {
            Some((kind, body)) => Answer("200 OK", kind, body),
            None => plain("404 Not Found", "not found\n"),
        }
    }

    fn write(&self, stream: &mut TcpStream, Answer(status, kind, body): &Answer, whole: bool) -> io::Result<()> {
        let headers = [
            ("Content-Type", *kind),
            ("Content-Length", &body.len().to_string()),
            ("Content-Security-Policy", &self.policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            // A rebuilt bundle is seen at the next reload.
            ("Cache-Control", "no-cache"),
        ];
        let mut out = format!("HTTP/1.1 {status}\r\n").into_bytes();
        for (name, value) in headers {
            write!(out, "{name}: {value}\r\n")?;
        }
        out.extend_from_slice(b"\r\n");
        if whole {
            out.extend_from_slice(body);
        }
        stream.write_all(&out)
    }
}

fn plain(status: &'static str, text: &str) -> Answer {
    Answer(status, "text/plain; charset=utf-8", text.into())
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

    /// What a browser does: many connections, most of which say nothing.
    #[test]
    fn silent_connections_keep_nobody_waiting() {
        let dist = std::env::temp_dir().join(format!("portico-serve-{}", std::process::id()));
        std::fs::create_dir_all(&dist).unwrap();
        std::fs::write(dist.join("index.html"), "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'\">").unwrap();
        let (url, _) = start(listen(0).unwrap(), dist.clone()).unwrap();
        let address = url.strip_prefix("http://").unwrap();
        let silent: Vec<TcpStream> = (0..40).map(|_| TcpStream::connect(address).unwrap()).collect();
        let mut one = TcpStream::connect(address).unwrap();
        let mut ask = |request: &str, until: &str| {
            // In two pieces.
            let (first, second) = request.split_at(9);
            one.write_all(first.as_bytes()).unwrap();
            one.write_all(second.as_bytes()).unwrap();
            let mut said = String::new();
            while !said.contains(until) {
                let mut piece = [0; 512];
                let n = one.read(&mut piece).unwrap();
                assert!(n > 0, "it ended after {said}");
                said.push_str(&String::from_utf8_lossy(&piece[..n]));
            }
            said
        };
        assert!(
            ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "default-src 'self'\">").starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/html")
        );
        assert!(ask("GET /no HTTP/1.1\r\nHost: x\r\n\r\n", "not found\n").starts_with("HTTP/1.1 404"));
        assert!(ask("POST / HTTP/1.1\r\n\r\n", "only GET and HEAD\n").starts_with("HTTP/1.1 405"));
        drop(silent);
        std::fs::remove_dir_all(dist).unwrap();
    }

    #[test]
    fn the_policy_of_the_page_is_found() {
        let page = "<meta http-equiv=\"Content-Security-Policy\"\n  content=\"default-src 'none';\n  img-src 'self'\">";
        assert_eq!(policy_in(page).as_deref(), Some("default-src 'none'; img-src 'self'"));
        assert_eq!(policy_in("<html></html>"), None);
    }
}
