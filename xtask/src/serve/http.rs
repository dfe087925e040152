//! As much of HTTP/1.1 as a static server needs: one thread a connection, kept alive.
//!
//! Written out because the small server crates hand connections to a pool: a browser opens several at once, keeps them,
//! and whichever finds the pool busy waits until another one closes.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// An idle connection is closed after this; browsers open a new one without a word.
const IDLE: Duration = Duration::from_secs(60);
/// Longest request line and headers together; more is no browser.
const HEAD_LIMIT_BYTES: u64 = 32 * 1024;
/// A body is read and forgotten, so that the refusal can be read; not for ever.
const BODY_LIMIT_BYTES: u64 = 1024 * 1024;

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
pub(super) fn accept<F>(listener: &TcpListener, stopped: &Arc<AtomicBool>, answer: F)
where
    F: Fn(&Request) -> Reply + Clone + Send + 'static,
{
    for stream in listener.incoming() {
        if stopped.load(Ordering::Acquire) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let (answer, stopped) = (answer.clone(), Arc::clone(stopped));
        // A client that goes away in the middle is no concern of ours.
        std::thread::spawn(move || drop(converse(&stream, &stopped, answer)));
    }
}

/// Request after request on one connection.
fn converse(
    stream: &TcpStream,
    stopped: &AtomicBool,
    answer: impl Fn(&Request) -> Reply,
) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    loop {
        let request = match read_request(&mut reader) {
            Ok(Some(request)) => request,
            Ok(None) => return Ok(()),
            Err(e) if e.kind() == io::ErrorKind::InvalidData => {
                return write_reply(
                    stream,
                    &Request::default(),
                    &Reply::text(400, "not understood"),
                );
            }
            Err(e) => return Err(e),
        };
        if stopped.load(Ordering::Acquire) {
            return Ok(());
        }
        write_reply(stream, &request, &answer(&request))?;
        if !request.keep_alive {
            return Ok(());
        }
    }
}

/// The next request, or nothing at the end of the connection.
fn read_request(reader: &mut impl BufRead) -> io::Result<Option<Request>> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let mut head = reader.by_ref().take(HEAD_LIMIT_BYTES);
    let mut line = String::new();
    if head.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (Some(method), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(invalid());
    };
    let mut request = Request {
        method: method.into(),
        target: target.into(),
        headers: Vec::new(),
        keep_alive: version == "HTTP/1.1",
    };
    loop {
        let mut line = String::new();
        head.read_line(&mut line)?;
        if !line.ends_with('\n') {
            // Longer than allowed, or cut off.
            return Err(invalid());
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(invalid)?;
        request
            .headers
            .push((name.to_string(), value.trim().to_string()));
    }
    let closes = request
        .header("Connection")
        .is_some_and(|value| value.to_ascii_lowercase().contains("close"));
    let length = request
        .header("Content-Length")
        .map_or(Ok(0), |text| text.parse::<u64>())
        .map_err(|_| invalid())?;
    // A body without a length, or too long to forget, ends the conversation.
    let is_endless = request.header("Transfer-Encoding").is_some() || length > BODY_LIMIT_BYTES;
    request.keep_alive &= !closes && !is_endless;
    io::copy(
        &mut reader.take(length.min(BODY_LIMIT_BYTES)),
        &mut io::sink(),
    )?;
    Ok(Some(request))
}

fn write_reply(mut stream: &TcpStream, request: &Request, reply: &Reply) -> io::Result<()> {
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
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Status",
    }
}

#[cfg(test)]
mod tests {
    use super::{HEAD_LIMIT_BYTES, read_request};

    #[test]
    fn requests_on_one_connection_are_told_apart() {
        let text = "POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nxyzGET /b HTTP/1.1\r\naccept-ENCODING: br\r\n\r\n";
        let mut reader = text.as_bytes();
        let first = read_request(&mut reader).unwrap().unwrap();
        assert_eq!(
            (
                first.method.as_str(),
                first.target.as_str(),
                first.keep_alive
            ),
            ("POST", "/a", true)
        );
        let second = read_request(&mut reader).unwrap().unwrap();
        assert_eq!(second.target, "/b");
        assert_eq!(second.header("Accept-Encoding").as_deref(), Some("br"));
        assert!(read_request(&mut reader).unwrap().is_none());
    }

    #[test]
    fn connections_end_when_asked_or_when_old() {
        let asked = read_request(&mut "GET / HTTP/1.1\r\nConnection: close\r\n\r\n".as_bytes())
            .unwrap()
            .unwrap();
        let old = read_request(&mut "GET / HTTP/1.0\r\n\r\n".as_bytes())
            .unwrap()
            .unwrap();
        assert!(!asked.keep_alive && !old.keep_alive);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let long = format!(
            "GET / HTTP/1.1\r\nx: {}\r\n\r\n",
            "y".repeat(usize::try_from(HEAD_LIMIT_BYTES).unwrap())
        );
        for text in [
            "hello\r\n\r\n",
            "GET / HTTP/1.1\r\nno colon\r\n\r\n",
            "GET / HTTP/1.1\r\ncut: off",
            &long,
        ] {
            assert!(read_request(&mut text.as_bytes()).is_err(), "{text:.40}");
        }
    }
}
