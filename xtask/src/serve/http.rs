//! As much of HTTP/1.1 as a static server needs: one thread a connection, kept alive.
//!
//! Written out because the small server crates hand connections to a pool: a browser opens several at once, keeps them,
//! and whichever finds the pool busy waits until another one closes.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Longest request line, and longest headers; more is no browser.
const LINE_LIMIT_BYTES: u64 = 32 * 1024;
const HEADERS_LIMIT_BYTES: u64 = 32 * 1024;
/// A body is read and forgotten, so that the refusal can be read; not for ever.
const BODY_LIMIT_BYTES: u64 = 1024 * 1024;

/// How long a client may take, and how many there may be. Whoever sends a byte now and then must not keep a thread.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Until the first byte of a request; browsers open a new connection without a word.
    pub(super) idle: Duration,
    /// From the first byte of a request to its last.
    pub(super) request: Duration,
    /// For taking an answer.
    pub(super) reply: Duration,
    /// Connections at once; one more is told to come back.
    pub(super) connections: usize,
}

impl Limits {
    pub(super) const USUAL: Self = Self {
        idle: Duration::from_secs(60),
        request: Duration::from_secs(20),
        reply: Duration::from_secs(120),
        // Below the 1024 open files that a process usually may have.
        connections: 1000,
    };
}

/// A connection whose reads and writes end at a moment, however many of them there are.
struct Timed<'a> {
    stream: &'a TcpStream,
    end: Cell<Instant>,
}

impl Timed<'_> {
    fn allow(&self, time: Duration) {
        self.end.set(Instant::now() + time);
    }

    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.end.get().saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok(Some(left))
    }
}

impl Read for &Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        let mut stream = self.stream;
        stream.read(buffer)
    }
}

impl Write for &Timed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        let mut stream = self.stream;
        stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut stream = self.stream;
        stream.flush()
    }
}

/// A request without its body: nothing here takes one.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: String,
    headers: Vec<(String, String)>,
    keep_alive: bool,
}

impl Request {
    /// The value of a header, several of the same name joined as one list.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let values = self
            .headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }
}

/// An answer; its length is added on the wire.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Arc<Vec<u8>>,
}

impl Reply {
    /// A short message for people.
    pub(super) fn text(status: u16, text: &str) -> Self {
        let headers = vec![("Content-Type", "text/plain; charset=utf-8".to_string())];
        Self {
            status,
            headers,
            body: Arc::new(format!("{text}\n").into_bytes()),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Accepts connections until told to stop, each answered on a thread of its own.
pub(super) fn accept<F>(
    listener: &TcpListener,
    stopped: &Arc<AtomicBool>,
    limits: Limits,
    answer: F,
) where
    F: Fn(&Request) -> Reply + Clone + Send + 'static,
{
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        if stopped.load(Ordering::Acquire) {
            return;
        }
        let Ok(stream) = stream else {
            // Out of files, most likely: others must close first.
            std::thread::sleep(Duration::from_millis(10));
            continue;
        };
        let place = Place::take(&open);
        if place.number > limits.connections {
            let busy = Reply::text(503, "too many connections at once").with("Retry-After", "1");
            // What does not fit into the buffers of the system is not waited for.
            let end = Cell::new(Instant::now() + Duration::from_millis(100));
            let stream = Timed {
                stream: &stream,
                end,
            };
            let told = write_reply(&stream, &Request::default(), &busy);
            stream.allow(Duration::from_millis(10));
            drop(told.and_then(|()| hang_up(&stream)));
            continue;
        }
        let (answer, stopped) = (answer.clone(), Arc::clone(stopped));
        let talk = move || {
            // A client that goes away in the middle is no concern of ours.
            drop(converse(&stream, &stopped, limits, answer));
            drop(place);
        };
        // Without a thread for it the connection is closed.
        drop(std::thread::Builder::new().spawn(talk));
    }
}

/// One of the connections that are open; gives its place back when dropped.
struct Place {
    open: Arc<AtomicUsize>,
    number: usize,
}

impl Place {
    fn take(open: &Arc<AtomicUsize>) -> Self {
        Self {
            open: Arc::clone(open),
            number: open.fetch_add(1, Ordering::AcqRel) + 1,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.open.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Request after request on one connection.
fn converse(
    stream: &TcpStream,
    stopped: &AtomicBool,
    limits: Limits,
    answer: impl Fn(&Request) -> Reply,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let timed = Timed {
        stream,
        end: Cell::new(Instant::now() + limits.idle),
    };
    let mut reader = BufReader::new(&timed);
    loop {
        timed.allow(limits.idle);
        if reader.fill_buf()?.is_empty() {
            return Ok(());
        }
        timed.allow(limits.request);
        let request = match read_request(&mut reader) {
            Ok(request) => request,
            Err(Fault::Lost(e)) => return Err(e),
            Err(Fault::Refused(status, why)) => {
                timed.allow(limits.reply);
                write_reply(&timed, &Request::default(), &Reply::text(status, why))?;
                return hang_up(&timed);
            }
        };
        if stopped.load(Ordering::Acquire) {
            return Ok(());
        }
        timed.allow(limits.reply);
        write_reply(&timed, &request, &answer(&request))?;
        if !request.keep_alive {
            return Ok(());
        }
    }
}

/// Ends a conversation in which something was left unread: closing at once would take back the answer.
fn hang_up(timed: &Timed<'_>) -> io::Result<()> {
    timed.stream.shutdown(Shutdown::Write)?;
    let left = timed.left()?.unwrap_or_default();
    timed.allow(left.min(Duration::from_secs(1)));
    io::copy(&mut timed.take(BODY_LIMIT_BYTES), &mut io::sink()).map(drop)
}

/// Why there is no request.
#[derive(Debug)]
enum Fault {
    /// The connection broke off or took too long.
    Lost(io::Error),
    /// It is not answered: status and reason.
    Refused(u16, &'static str),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Lost(error)
    }
}

const NOT_UNDERSTOOD: Fault = Fault::Refused(400, "not understood");

/// The next request.
fn read_request(reader: &mut impl BufRead) -> Result<Request, Fault> {
    let line = read_line(reader, LINE_LIMIT_BYTES, 414, "the address is too long")?;
    let mut words = line.split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(NOT_UNDERSTOOD);
    };
    if !is_token(method) || target.is_empty() || !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
        return Err(NOT_UNDERSTOOD);
    }
    let mut request = Request {
        method: method.into(),
        target: target.into(),
        headers: Vec::new(),
        keep_alive: version == "HTTP/1.1",
    };
    let mut left = HEADERS_LIMIT_BYTES;
    loop {
        let line = read_line(reader, left, 431, "the headers are too long")?;
        if line.is_empty() {
            break;
        }
        left = left.saturating_sub(line.len() as u64 + 1);
        let (name, value) = line.split_once(':').ok_or(NOT_UNDERSTOOD)?;
        // A name with a space before its colon is read differently by different servers, and so a way to smuggle.
        if !is_token(name) {
            return Err(NOT_UNDERSTOOD);
        }
        request
            .headers
            .push((name.to_string(), value.trim().to_string()));
    }
    let closes = request
        .header("Connection")
        .is_some_and(|value| value.to_ascii_lowercase().contains("close"));
    let length = match request.header("Content-Length") {
        None => 0,
        // `parse` alone would take a sign.
        Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse::<u64>().map_err(|_| NOT_UNDERSTOOD)?
        }
        Some(_) => return Err(NOT_UNDERSTOOD),
    };
    // A body without a length, or too long to forget, ends the conversation.
    let is_endless = request.header("Transfer-Encoding").is_some() || length > BODY_LIMIT_BYTES;
    request.keep_alive &= !closes && !is_endless;
    io::copy(
        &mut reader.take(length.min(BODY_LIMIT_BYTES)),
        &mut io::sink(),
    )?;
    Ok(request)
}

/// A line without its end; one that is longer than `limit` bytes is refused with a status and a reason.
fn read_line(
    reader: &mut impl BufRead,
    limit: u64,
    status: u16,
    why: &'static str,
) -> Result<String, Fault> {
    let mut line = Vec::new();
    reader.by_ref().take(limit).read_until(b'\n', &mut line)?;
    let Some(text) = line.strip_suffix(b"\n") else {
        let is_long = line.len() as u64 >= limit;
        return Err(if is_long {
            Fault::Refused(status, why)
        } else {
            NOT_UNDERSTOOD
        });
    };
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    String::from_utf8(text.to_vec()).map_err(|_| NOT_UNDERSTOOD)
}

/// Whether a text is a name as HTTP has them.
fn is_token(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_allowed)
}

fn write_reply(mut stream: &Timed<'_>, request: &Request, reply: &Reply) -> io::Result<()> {
    let mut bytes = format!("HTTP/1.1 {} {}\r\n", reply.status, reason(reply.status)).into_bytes();
    for (name, value) in &reply.headers {
        write!(bytes, "{name}: {value}\r\n")?;
    }
    if reply.status != 304 {
        write!(bytes, "Content-Length: {}\r\n", reply.body.len())?;
    }
    let connection = if request.keep_alive {
        "keep-alive"
    } else {
        "close"
    };
    write!(bytes, "Connection: {connection}\r\n\r\n")?;
    if request.method != "HEAD" && reply.status != 304 {
        bytes.extend_from_slice(&reply.body);
    }
    stream.write_all(&bytes)
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        304 => "Not Modified",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        414 => "URI Too Long",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Status",
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, HEADERS_LIMIT_BYTES, LINE_LIMIT_BYTES, Request, read_request};

    fn read(text: &str) -> Result<Request, Fault> {
        read_request(&mut text.as_bytes())
    }

    #[test]
    fn requests_on_one_connection_are_told_apart() {
        let text = "POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nxyzGET /b HTTP/1.1\r\naccept-ENCODING: br\r\n\r\n";
        let mut reader = text.as_bytes();
        let first = read_request(&mut reader).unwrap();
        assert_eq!(
            (
                first.method.as_str(),
                first.target.as_str(),
                first.keep_alive
            ),
            ("POST", "/a", true)
        );
        let second = read_request(&mut reader).unwrap();
        assert_eq!(second.target, "/b");
        assert_eq!(second.header("Accept-Encoding").as_deref(), Some("br"));
        assert!(reader.is_empty());
    }

    #[test]
    fn connections_end_when_asked_or_when_old() {
        let asked = read("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").unwrap();
        let old = read("GET / HTTP/1.0\r\n\r\n").unwrap();
        assert!(!asked.keep_alive && !old.keep_alive);
    }

    #[test]
    fn what_is_no_request_is_refused_with_its_reason() {
        let long = |limit: u64| "y".repeat(usize::try_from(limit).unwrap());
        let head = "GET / HTTP/1.1\r\n";
        let many = format!("x: {}\r\n", "y".repeat(1000)).repeat(40);
        for (text, expected) in [
            ("hello\r\n\r\n".to_string(), 400),
            ("\r\n".to_string(), 400),
            ("GET / HTTP/XYZ\r\n\r\n".to_string(), 400),
            ("GET / HTTP/2.0\r\n\r\n".to_string(), 400),
            ("GET  / HTTP/1.1\r\n\r\n".to_string(), 400),
            ("G\u{e4}T / HTTP/1.1\r\n\r\n".to_string(), 400),
            (format!("{head}no colon\r\n\r\n"), 400),
            (format!("{head}A : b\r\n\r\n"), 400),
            (format!("{head}: b\r\n\r\n"), 400),
            (format!("{head} folded: b\r\n\r\n"), 400),
            (format!("{head}cut: off"), 400),
            (format!("{head}Content-Length: +5\r\n\r\nabcde"), 400),
            (format!("{head}Content-Length: -5\r\n\r\n"), 400),
            (format!("{head}Content-Length:\r\n\r\n"), 400),
            (format!("{head}Content-Length: 0x5\r\n\r\n"), 400),
            (
                format!("{head}Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde"),
                400,
            ),
            (
                format!("GET /{} HTTP/1.1\r\n\r\n", long(LINE_LIMIT_BYTES)),
                414,
            ),
            (
                format!("{head}x: {}\r\n\r\n", long(HEADERS_LIMIT_BYTES)),
                431,
            ),
            (format!("{head}{many}\r\n"), 431),
        ] {
            match read(&text) {
                Err(Fault::Refused(status, _)) => assert_eq!(status, expected, "{text:.60}"),
                other => panic!("{text:.60}: {other:?}"),
            }
        }
    }
}
