//! `cargo xtask serve`: a static server for `www/`, as strict as the page's production headers.
//! Tests start the same server on a free port; it stops when dropped.

mod content;
pub(crate) mod encoding;
mod http;
mod path;

use crate::{Result, build, dist, project};
pub(crate) use content::security_policy;
use encoding::{Effort, Encoding, Variants, negotiate};
use http::{Limits, Reply, Request};
use std::fs::Metadata;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::UNIX_EPOCH;

const DEFAULT_PORT: u16 = 8080;

/// A page of ours, and the one that is made for other sites: what their policies are asked for by.
pub(crate) const OWN: &str = "index.html";
pub(crate) const EMBEDDED: &str = "embed.html";
/// Stands in the folder of a packed site.
const PACKED: &str = "build.json";
/// There, everything in this folder has a name that changes with its content.
const ASSETS: &str = "assets";
/// Shown for an address that does not exist, where there is one.
const MISSING: &str = "404.html";

/// `cargo xtask serve [--port N] [--host NAME] [--no-build] [--dist]`
pub(crate) fn task(arguments: &[String]) -> Result<ExitCode> {
    let mut port = DEFAULT_PORT;
    let mut fresh = true;
    let mut packed = false;
    let mut hosts = Vec::new();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--port" => port = parse_port(arguments.next())?,
            "--host" => hosts.push(parse_host(arguments.next())?),
            "--no-build" => fresh = false,
            "--dist" => packed = true,
            other => match other.split_once('=') {
                Some(("--port", value)) => port = parse_port(Some(&value.to_string()))?,
                Some(("--host", value)) => hosts.push(parse_host(Some(&value.to_string()))?),
                _ => return Err(crate::unknown_argument("serve", other)),
            },
        }
    }
    if fresh {
        build::build()?;
    }
    let (root, name) = if packed {
        let wanted = dist::Wanted::usual()?;
        if fresh {
            dist::pack(&wanted)?;
        }
        (wanted.folder, "target/dist/")
    } else {
        (project::www(), "www/")
    };
    let server = Server::start_with(&root, port, hosts, Limits::USUAL)?;
    println!("serving {name} at {}", server.address());
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

fn parse_host(value: Option<&String>) -> Result<String> {
    let value = value.ok_or("--host needs a name, such as box.example")?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if value.is_empty() || !value.chars().all(is_name) {
        return Err(format!(
            "--host needs a name without scheme and port, such as box.example, not \"{value}\""
        ));
    }
    Ok(value.to_ascii_lowercase())
}

/// A running server; dropping it stops it.
pub(crate) struct Server {
    port: u16,
    stopped: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves `root` on the loopback address; port 0 picks a free one.
    pub(crate) fn start(root: &Path, port: u16) -> Result<Self> {
        Self::start_with(root, port, Vec::new(), Limits::USUAL)
    }

    /// As [`Server::start`], also to those who ask for one of `hosts` (in front of the server there may be another).
    fn start_with(root: &Path, port: u16, hosts: Vec<String>, limits: Limits) -> Result<Self> {
        let root = root
            .canonicalize()
            .map_err(|e| format!("cannot serve {}: {e}", root.display()))?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address).map_err(|e| match e.kind() {
            ErrorKind::AddrInUse => {
                format!("port {port} is in use; choose another with --port N, or any free one with --port 0")
            }
            _ => format!("cannot listen on {address}: {e}"),
        })?;
        let port = listener.local_addr().map_or(port, |address| address.port());
        let site = Arc::new(Site {
            root,
            variants: Variants::default(),
            hosts,
        });
        let stopped = Arc::new(AtomicBool::new(false));
        let accepting = {
            let stopped = Arc::clone(&stopped);
            std::thread::spawn(move || {
                http::accept(&listener, &stopped, limits, move |request| {
                    site.answer(request)
                })
            })
        };
        Ok(Self {
            port,
            stopped,
            accepting: Some(accepting),
        })
    }

    /// `http://127.0.0.1:PORT/`
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Serves until the process ends.
    fn wait(mut self) {
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        // One connection more wakes the thread that waits for the next.
        let is_awake = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok();
        if let Some(accepting) = self.accepting.take().filter(|_| is_awake) {
            let _ = accepting.join();
        }
    }
}

/// What is served, and its compressed variants.
struct Site {
    root: PathBuf,
    variants: Variants,
    /// Names besides those of this machine.
    hosts: Vec<String>,
}

impl Site {
    fn answer(&self, request: &Request) -> Reply {
        self.reply(request)
            .with("X-Content-Type-Options", "nosniff")
            .with("Referrer-Policy", "no-referrer")
            // The custom element is made to be loaded by other sites; nothing here is private.
            .with("Access-Control-Allow-Origin", "*")
            .with("Cross-Origin-Resource-Policy", "cross-origin")
    }

    fn reply(&self, request: &Request) -> Reply {
        // A site elsewhere can give its name the address of this machine, and its pages would be of our origin.
        if !path::is_local(request.header("Host").as_deref(), &self.hosts) {
            return Reply::text(
                403,
                "this server answers to localhost; `cargo xtask serve --host NAME` lets it answer to another name",
            );
        }
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            return Reply::text(405, "only GET and HEAD are answered").with("Allow", "GET, HEAD");
        }
        let missing = || self.missing(request);
        let Some(segments) = path::segments(&request.target) else {
            return missing();
        };
        let mut file = segments
            .iter()
            .fold(self.root.clone(), |path, segment| path.join(segment));
        if file.is_dir() {
            if !path::ends_with_slash(&request.target) {
                // Relative addresses in the index would otherwise point one folder too high.
                return Reply::text(301, "moved").with("Location", path::folder_address(&segments));
            }
            file.push("index.html");
        } else if path::ends_with_slash(&request.target) {
            // Relative addresses in a file under such a name would point one folder too low.
            return missing();
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

    /// The page of the nearest folder above that has one for this, else a few words.
    fn missing(&self, request: &Request) -> Reply {
        let plain = || Reply::text(404, "not found");
        let Some(segments) = path::segments(&request.target) else {
            return plain();
        };
        let folders = (0..=segments.len()).rev().map(|length| {
            segments[..length]
                .iter()
                .fold(self.root.clone(), |path, segment| path.join(segment))
        });
        let page = folders
            .map(|folder| folder.join(MISSING))
            .filter_map(|page| page.canonicalize().ok())
            .find(|page| page.is_file() && page.starts_with(&self.root));
        let Some(page) = page else { return plain() };
        let found = std::fs::metadata(&page)
            .ok()
            .and_then(|metadata| self.file(request, &page, &metadata));
        match found {
            Some(reply) if reply.status == 200 => Reply {
                status: 404,
                ..reply
            },
            _ => plain(),
        }
    }

    fn file(&self, request: &Request, file: &Path, metadata: &Metadata) -> Option<Reply> {
        let name = file.file_name()?.to_str()?;
        let kind = content::kind(name);
        let accepted = request.header("Accept-Encoding").unwrap_or_default();
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
        let (body, effort) = match packed_beside(file, wanted) {
            Some(body) => (body, Effort::Best),
            None => self
                .variants
                .get(file, changed, metadata.len(), wanted)
                .ok()?,
        };

        // Other bytes, another tag.
        let made = match effort {
            Effort::Best => "",
            Effort::Quick => "-quick",
        };
        let tag = format!(
            "\"{changed:x}-{:x}-{}{made}\"",
            metadata.len(),
            wanted.name()
        );
        let known = request
            .header("If-None-Match")
            .is_some_and(|tags| path::lists_tag(&tags, &tag));
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
        let keep = if is_immutable(file) {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        reply = reply.with("ETag", tag).with("Cache-Control", keep);
        if kind.compressible {
            reply = reply.with("Vary", "Accept-Encoding");
        }
        if !known && wanted != Encoding::Identity {
            reply = reply.with("Content-Encoding", wanted.name());
        }
        if content::has_policy(name) {
            reply = reply.with("Content-Security-Policy", content::security_policy(name));
        }
        Some(reply)
    }
}

/// Whether a file of a packed site never changes under its name.
fn is_immutable(file: &Path) -> bool {
    file.parent()
        .is_some_and(|folder| folder.ends_with(ASSETS) && folder.with_file_name(PACKED).is_file())
}

/// The compressed copy that stands beside a file, as hosts use it: one that is not older.
fn packed_beside(file: &Path, encoding: Encoding) -> Option<Arc<Vec<u8>>> {
    let end = match encoding {
        Encoding::Brotli => "br",
        Encoding::Gzip => "gz",
        Encoding::Identity => return None,
    };
    let mut name = file.file_name()?.to_os_string();
    name.push(format!(".{end}"));
    let copy = file.with_file_name(name);
    let changed = |path: &Path| std::fs::metadata(path).and_then(|m| m.modified()).ok();
    if changed(&copy)? < changed(file)? {
        return None;
    }
    std::fs::read(copy).ok().map(Arc::new)
}

#[cfg(test)]
mod tests;
