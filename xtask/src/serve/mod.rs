//! `cargo xtask serve`: a static server for `www/`, as strict as the page's production headers.
//! Tests start the same server on a free port; it stops when dropped.

mod content;
pub(crate) mod encoding;
mod path;

use crate::{Result, build, project};
use encoding::{Encoding, Variants, negotiate};
use std::fs::Metadata;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::UNIX_EPOCH;
use tiny_http::{Header, Method, Request, Response};

const DEFAULT_PORT: u16 = 8080;
/// More than the six connections a browser opens at once, so that one slow compression holds up nobody else.
const WORKERS: usize = 8;

/// `cargo xtask serve [--port N] [--no-build]`
pub(crate) fn task(arguments: &[String]) -> Result<ExitCode> {
    let mut port = DEFAULT_PORT;
    let mut fresh = true;
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--port" => port = parse_port(arguments.next())?,
            "--no-build" => fresh = false,
            other => match other.strip_prefix("--port=") {
                Some(value) => port = parse_port(Some(&value.to_string()))?,
                None => return Err(crate::unknown_argument("serve", other)),
            },
        }
    }
    if fresh {
        build::build()?;
    }
    let server = Server::start(&project::www(), port)?;
    println!("serving www/ at {}", server.address());
    println!("press Ctrl+C to stop");
    server.wait();
    Ok(ExitCode::SUCCESS)
}

fn parse_port(value: Option<&String>) -> Result<u16> {
    let value = value.ok_or("--port needs a number")?;
    value
        .parse()
        .map_err(|_| format!("--port needs a number from 0 to 65535, not \"{value}\""))
}

/// A running server; dropping it stops it.
pub(crate) struct Server {
    http: Arc<tiny_http::Server>,
    workers: Vec<JoinHandle<()>>,
    port: u16,
}

impl Server {
    /// Serves `root` on the loopback address; port 0 picks a free one.
    pub(crate) fn start(root: &Path, port: u16) -> Result<Self> {
        let root = root
            .canonicalize()
            .map_err(|e| format!("cannot serve {}: {e}", root.display()))?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let http = tiny_http::Server::http(address).map_err(|e| {
            let in_use = e.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::AddrInUse);
            if in_use {
                format!("port {port} is in use; choose another with --port N, or any free one with --port 0")
            } else {
                format!("cannot listen on {address}: {e}")
            }
        })?;
        let port = http
            .server_addr()
            .to_ip()
            .map_or(port, |address| address.port());
        let http = Arc::new(http);
        let site = Arc::new(Site {
            root,
            variants: Variants::default(),
        });
        let workers = (0..WORKERS).map(|_| {
            let (http, site) = (Arc::clone(&http), Arc::clone(&site));
            std::thread::spawn(move || {
                // An error means that the server was told to stop.
                while let Ok(request) = http.recv() {
                    site.answer(request);
                }
            })
        });
        Ok(Self {
            workers: workers.collect(),
            http,
            port,
        })
    }

    /// `http://127.0.0.1:PORT/`
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Serves until the process ends.
    fn wait(mut self) {
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Each call wakes one waiting worker.
        for _ in &self.workers {
            self.http.unblock();
        }
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

/// What is served, and its compressed variants.
struct Site {
    root: PathBuf,
    variants: Variants,
}

/// An answer before it is put on the wire.
struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Arc<Vec<u8>>,
}

impl Reply {
    fn text(status: u16, text: &str) -> Self {
        let headers = vec![("Content-Type", "text/plain; charset=utf-8".to_string())];
        Self {
            status,
            headers,
            body: Arc::new(format!("{text}\n").into_bytes()),
        }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl Site {
    fn answer(&self, request: Request) {
        let reply = self.reply(&request);
        let mut response = Response::from_data(reply.body.as_slice())
            .with_status_code(reply.status)
            // A known length everywhere: chunks would hide the size from whoever measures it.
            .with_chunked_threshold(usize::MAX);
        let always = [
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            // The custom element is made to be loaded by other sites; nothing here is private.
            ("Access-Control-Allow-Origin", "*"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
        ];
        let own = reply
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        for (name, value) in own.chain(always) {
            if let Ok(header) = Header::from_bytes(name, value) {
                // `Response::from_data` has set no type yet; `add_header` replaces where only one may be.
                response.add_header(header);
            }
        }
        // A client that went away is no concern of ours.
        let _ = request.respond(response);
    }

    fn reply(&self, request: &Request) -> Reply {
        if !matches!(request.method(), Method::Get | Method::Head) {
            return Reply::text(405, "only GET and HEAD are answered").with("Allow", "GET, HEAD");
        }
        let missing = || Reply::text(404, "not found");
        let Some(segments) = path::segments(request.url()) else {
            return missing();
        };
        let mut file = segments
            .iter()
            .fold(self.root.clone(), |path, segment| path.join(segment));
        if file.is_dir() {
            if !path::ends_with_slash(request.url()) {
                // Relative addresses in the index would otherwise point one folder too high.
                return Reply::text(301, "moved").with("Location", path::folder_address(&segments));
            }
            file.push("index.html");
        }
        // A link inside the folder must not lead out of it.
        let Ok(file) = file.canonicalize() else {
            return missing();
        };
        match std::fs::metadata(&file) {
            Ok(metadata) if metadata.is_file() && file.starts_with(&self.root) => {
                self.file(request, &file, &metadata).unwrap_or_else(missing)
            }
            _ => missing(),
        }
    }

    fn file(&self, request: &Request, file: &Path, metadata: &Metadata) -> Option<Reply> {
        let name = file.file_name()?.to_str()?;
        let kind = content::kind(name);
        let accepted = header(request, "Accept-Encoding").unwrap_or_default();
        let wanted = if kind.compressible {
            negotiate(&accepted)
        } else {
            Encoding::Identity
        };
        let changed = metadata
            .modified()
            .ok()?
            .duration_since(UNIX_EPOCH)
            .ok()?
            .as_nanos();
        let body = self
            .variants
            .get(file, changed, metadata.len(), wanted)
            .ok()?;

        let tag = format!("\"{changed:x}-{:x}-{}\"", metadata.len(), wanted.name());
        let known =
            header(request, "If-None-Match").is_some_and(|tags| path::lists_tag(&tags, &tag));
        let mut reply = if known {
            Reply {
                status: 304,
                headers: Vec::new(),
                body: Arc::default(),
            }
        } else {
            Reply {
                status: 200,
                headers: vec![("Content-Type", kind.mime.to_string())],
                body,
            }
        };
        // Always ask again: an edited file shows at the next load.
        reply = reply.with("ETag", tag).with("Cache-Control", "no-cache");
        if kind.compressible {
            reply = reply.with("Vary", "Accept-Encoding");
        }
        if !known && wanted != Encoding::Identity {
            reply = reply.with("Content-Encoding", wanted.name());
        }
        if name.ends_with(".html") {
            reply = reply.with("Content-Security-Policy", content::security_policy(name));
        }
        Some(reply)
    }
}

/// The value of a request header, several of the same name joined as one list.
fn header(request: &Request, name: &str) -> Option<String> {
    let values = request
        .headers()
        .iter()
        .filter(|h| h.field.as_str().as_str().eq_ignore_ascii_case(name));
    let values: Vec<&str> = values.map(|h| h.value.as_str()).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

#[cfg(test)]
mod tests;
