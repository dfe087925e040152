//! The server over a real socket.

use super::{Limits, Server};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A site in a temporary folder, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("xtask-serve-{}-{name}", std::process::id()));
        std::fs::create_dir_all(path.join("www/js")).unwrap();
        std::fs::write(path.join("secret.txt"), "secret").unwrap();
        std::fs::write(path.join("www/index.html"), "<!doctype html>".repeat(40)).unwrap();
        std::fs::write(path.join("www/embed.html"), "<!doctype html>").unwrap();
        std::fs::write(
            path.join("www/js/main.js"),
            "export const one = 1;\n".repeat(40),
        )
        .unwrap();
        std::fs::write(path.join("www/package.json"), "{}").unwrap();
        Self(path)
    }

    fn serve(&self) -> Server {
        Server::start(&self.0.join("www"), 0).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Sends a request as it stands (no client tidies the path) and reads the whole answer.
fn ask(server: &Server, method: &str, target: &str, headers: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    write!(
        stream,
        "{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"
    )
    .unwrap();
    answer_of(stream)
}

/// Everything until the connection closes: head and body.
fn answer_of(mut stream: TcpStream) -> (String, Vec<u8>) {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let split = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    (
        String::from_utf8(answer[..split].to_vec()).unwrap(),
        answer[split + 4..].to_vec(),
    )
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(": ")?;
        key.eq_ignore_ascii_case(name).then_some(value)
    })
}

#[test]
fn a_page_comes_with_its_policy_and_a_length() {
    let folder = Folder::new("policy");
    let server = folder.serve();
    let (head, body) = ask(&server, "GET", "/", "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert_eq!(
        field(&head, "Content-Type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(field(&head, "X-Content-Type-Options"), Some("nosniff"));
    assert_eq!(
        field(&head, "Content-Length"),
        Some(body.len().to_string().as_str())
    );
    assert!(
        field(&head, "Content-Security-Policy")
            .unwrap()
            .ends_with("frame-ancestors 'self'")
    );
    let (head, _) = ask(&server, "GET", "/embed.html", "");
    let policy = field(&head, "Content-Security-Policy").unwrap();
    assert!(policy.starts_with("default-src 'self'") && !policy.contains("frame-ancestors"));
}

#[test]
fn a_packed_site_is_served_as_it_was_packed() {
    let folder = Folder::new("packed");
    let site = folder.0.join("www/site");
    std::fs::create_dir_all(site.join("assets")).unwrap();
    std::fs::write(site.join("build.json"), "{}").unwrap();
    std::fs::write(
        site.join("404.html"),
        "<!doctype html>there is no such page",
    )
    .unwrap();
    std::fs::write(site.join("assets/a-1.js"), "export {};").unwrap();
    std::fs::write(site.join("assets/a-1.js.br"), "packed by hand").unwrap();
    let server = folder.serve();
    let (head, body) = ask(
        &server,
        "GET",
        "/site/assets/a-1.js",
        "Accept-Encoding: br\r\n",
    );
    assert_eq!(field(&head, "Content-Encoding"), Some("br"));
    assert_eq!(body, b"packed by hand");
    assert_eq!(
        field(&head, "Cache-Control"),
        Some("public, max-age=31536000, immutable")
    );
    let (head, body) = ask(&server, "GET", "/site/no/such/page", "");
    assert!(head.starts_with("HTTP/1.1 404"), "{head}");
    assert!(String::from_utf8_lossy(&body).contains("no such page"));
    assert!(field(&head, "Content-Security-Policy").is_some());
    // Elsewhere a folder of that name is one like others.
    let (head, _) = ask(&server, "GET", "/js/main.js", "");
    assert_eq!(field(&head, "Cache-Control"), Some("no-cache"));
}

#[test]
fn what_is_outside_or_tooling_is_not_found() {
    let folder = Folder::new("outside");
    let server = folder.serve();
    for target in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/js/..%2f..%2fsecret.txt",
        "/package.json",
        "/none",
        "/index.html/",
        "/js/main.js/",
    ] {
        let (head, body) = ask(&server, "GET", target, "");
        assert!(head.starts_with("HTTP/1.1 404"), "{target}: {head}");
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
    }
    let (head, _) = ask(&server, "POST", "/", "Content-Length: 0\r\n");
    assert!(head.starts_with("HTTP/1.1 405"), "{head}");
    assert_eq!(field(&head, "Allow"), Some("GET, HEAD"));
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out() {
    let folder = Folder::new("link");
    std::os::unix::fs::symlink(folder.0.join("secret.txt"), folder.0.join("www/link.txt")).unwrap();
    let (head, _) = ask(&folder.serve(), "GET", "/link.txt", "");
    assert!(head.starts_with("HTTP/1.1 404"), "{head}");
}

#[test]
fn bodies_are_compressed_on_request_and_not_sent_again() {
    let folder = Folder::new("compressed");
    let server = folder.serve();
    let (head, plain) = ask(&server, "GET", "/js/main.js", "");
    assert_eq!(field(&head, "Content-Encoding"), None);
    let (head, packed) = ask(
        &server,
        "GET",
        "/js/main.js",
        "Accept-Encoding: gzip, br\r\n",
    );
    assert_eq!(field(&head, "Content-Encoding"), Some("br"));
    assert_eq!(field(&head, "Vary"), Some("Accept-Encoding"));
    assert!(packed.len() < plain.len());
    let tag = field(&head, "ETag").unwrap();
    let again = format!("Accept-Encoding: gzip, br\r\nIf-None-Match: {tag}\r\n");
    let (head, body) = ask(&server, "GET", "/js/main.js", &again);
    assert!(
        head.starts_with("HTTP/1.1 304") && body.is_empty(),
        "{head}"
    );
    // The tag belongs to one encoding.
    let (head, _) = ask(
        &server,
        "GET",
        "/js/main.js",
        &format!("If-None-Match: {tag}\r\n"),
    );
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
}

#[test]
fn head_tells_the_length_and_sends_nothing() {
    let folder = Folder::new("head");
    let (head, body) = ask(&folder.serve(), "HEAD", "/js/main.js", "");
    assert!(
        head.starts_with("HTTP/1.1 200") && body.is_empty(),
        "{head}"
    );
    assert_eq!(field(&head, "Content-Length"), Some("880"));
}

#[test]
fn an_edited_file_shows_at_once() {
    let folder = Folder::new("edited");
    let server = folder.serve();
    let (before, _) = ask(&server, "GET", "/js/main.js", "Accept-Encoding: br\r\n");
    std::fs::write(folder.0.join("www/js/main.js"), "export const two = 2;").unwrap();
    let (after, _) = ask(&server, "GET", "/js/main.js", "Accept-Encoding: br\r\n");
    assert_ne!(field(&before, "ETag"), field(&after, "ETag"));
}

#[test]
fn a_folder_is_its_index_and_a_taken_port_is_named() {
    let folder = Folder::new("folder");
    let server = folder.serve();
    let (head, _) = ask(&server, "GET", "/js", "");
    assert!(head.starts_with("HTTP/1.1 301"), "{head}");
    assert_eq!(field(&head, "Location"), Some("/js/"));
    let taken = Server::start(&folder.0.join("www"), server.port)
        .err()
        .unwrap();
    assert!(
        taken.contains("in use") && taken.contains("--port"),
        "{taken}"
    );
}

#[test]
fn idle_connections_hold_up_nobody() {
    let folder = Folder::new("idle");
    let server = folder.serve();
    // A browser opens connections ahead of need and keeps the used ones.
    let idle: Vec<TcpStream> = (0..40)
        .map(|_| TcpStream::connect(("127.0.0.1", server.port)).unwrap())
        .collect();
    let (head, _) = ask(&server, "GET", "/", "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    drop(idle);
}

#[test]
fn a_worker_has_the_policy_of_its_own_answer() {
    let folder = Folder::new("worker");
    let server = folder.serve();
    let (head, _) = ask(&server, "GET", "/js/main.js", "");
    let policy = field(&head, "Content-Security-Policy").unwrap();
    assert!(policy.starts_with("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"));
    let tag = field(&head, "ETag").unwrap();
    let (head, _) = ask(
        &server,
        "GET",
        "/js/main.js",
        &format!("If-None-Match: {tag}\r\n"),
    );
    assert!(head.starts_with("HTTP/1.1 304"), "{head}");
    assert!(field(&head, "Content-Security-Policy").is_some());
}

#[test]
fn a_name_that_is_not_ours_is_refused() {
    let folder = Folder::new("host");
    let www = folder.0.join("www");
    let server = Server::start_with(&www, 0, vec!["box.example".into()], Limits::USUAL).unwrap();
    let status = |head: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        write!(stream, "GET / {head}Connection: close\r\n\r\n").unwrap();
        let (head, body) = answer_of(stream);
        assert!(head.contains(" 200 ") || !String::from_utf8_lossy(&body).contains("doctype"));
        head.split(' ').nth(1).unwrap().to_string()
    };
    assert_eq!(status("HTTP/1.1\r\nHost: evil.example\r\n"), "403");
    assert_eq!(
        status("HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n"),
        "403"
    );
    assert_eq!(status("HTTP/1.1\r\nHost: box.example:8080\r\n"), "200");
    assert_eq!(status("HTTP/1.1\r\nHost: 127.0.0.1\r\n"), "200");
    assert_eq!(status("HTTP/1.0\r\n"), "200");
}

#[test]
fn too_long_an_address_is_called_so() {
    let folder = Folder::new("long");
    let server = folder.serve();
    let (head, _) = ask(&server, "GET", &format!("/{}", "a".repeat(40_000)), "");
    assert!(head.starts_with("HTTP/1.1 414"), "{head}");
    let (head, _) = ask(
        &server,
        "GET",
        "/",
        &format!("x: {}\r\n", "a".repeat(40_000)),
    );
    assert!(head.starts_with("HTTP/1.1 431"), "{head}");
}

/// Time limits of a test.
fn hurried(connections: usize) -> Limits {
    Limits {
        idle: Duration::from_millis(600),
        request: Duration::from_millis(600),
        reply: Duration::from_secs(10),
        connections,
    }
}

#[test]
fn a_client_that_drips_is_closed_after_a_total_time() {
    let folder = Folder::new("drip");
    let server = Server::start_with(&folder.0.join("www"), 0, Vec::new(), hurried(100)).unwrap();
    let start = Instant::now();
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nx: ")
        .unwrap();
    // A byte far more often than any limit; a write to a closed connection fails at the second try.
    while stream.write_all(b"y").is_ok() {
        std::thread::sleep(Duration::from_millis(50));
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "it is still open"
        );
    }
    assert!(
        start.elapsed() >= Duration::from_millis(500),
        "closed too soon"
    );
    // The same where nothing comes at all.
    let mut silent = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    silent
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    assert_eq!(silent.read(&mut [0]).unwrap(), 0);
}

#[test]
fn one_connection_too_many_is_told_to_come_back() {
    let folder = Folder::new("many");
    let limits = Limits {
        idle: Duration::from_secs(20),
        ..hurried(4)
    };
    let server = Server::start_with(&folder.0.join("www"), 0, Vec::new(), limits).unwrap();
    let connect = || TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    // Each has had an answer, so each has its place.
    let held: Vec<TcpStream> = (0..4)
        .map(|_| {
            let mut stream = connect();
            write!(stream, "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            assert_eq!(stream.read(&mut [0; 16]).unwrap(), 16);
            stream
        })
        .collect();
    let (head, _) = answer_of(connect());
    assert!(head.starts_with("HTTP/1.1 503"), "{head}");
    assert_eq!(field(&head, "Retry-After"), Some("1"));
    drop(held);
    // Places come back as the threads see the end.
    let start = Instant::now();
    loop {
        let (head, _) = ask(&server, "GET", "/", "");
        if head.starts_with("HTTP/1.1 200") {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{head}");
    }
}
