//! What a file is, and what a page may do.

/// The type of a file and whether compressing it pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) mime: &'static str,
    pub(super) compressible: bool,
}

/// The kind of a file by its name; what is unknown is bytes.
pub(super) fn kind(name: &str) -> Kind {
    let extension = name
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension)
        .to_ascii_lowercase();
    let (mime, compressible) = match extension.as_str() {
        "html" => ("text/html; charset=utf-8", true),
        "js" | "mjs" => ("text/javascript; charset=utf-8", true),
        "css" => ("text/css; charset=utf-8", true),
        "wasm" => ("application/wasm", true),
        "json" | "map" => ("application/json; charset=utf-8", true),
        "svg" => ("image/svg+xml; charset=utf-8", true),
        "csv" => ("text/csv; charset=utf-8", true),
        "txt" | "md" | "ts" => ("text/plain; charset=utf-8", true),
        "webmanifest" => ("application/manifest+json; charset=utf-8", true),
        "png" => ("image/png", false),
        "jpg" | "jpeg" => ("image/jpeg", false),
        "webp" => ("image/webp", false),
        "ico" => ("image/x-icon", false),
        "woff2" => ("font/woff2", false),
        // A file that was read already: columns of numbers.
        "packed" => ("application/octet-stream", true),
        _ => ("application/octet-stream", false),
    };
    Kind { mime, compressible }
}

/// Whether a file takes a policy with it: a page, or a script, for a worker has that of its own answer.
pub(super) fn has_policy(name: &str) -> bool {
    [".html", ".js", ".mjs"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// What a page or a worker may load and run: its own files, and WebAssembly. Only the embedded page may be framed by
/// others: it says nothing of them, for `frame-ancestors *` means addresses of the net alone, and a page that was opened
/// from a disk is none.
pub(crate) fn security_policy(name: &str) -> String {
    let own = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; \
               img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'";
    if name == super::EMBEDDED {
        own.to_string()
    } else {
        format!("{own}; frame-ancestors 'self'")
    }
}

#[cfg(test)]
mod tests {
    use super::{kind, security_policy};

    #[test]
    fn browsers_get_the_types_they_insist_on() {
        // Modules and streaming compilation are refused under any other type.
        assert_eq!(kind("a.wasm").mime, "application/wasm");
        assert_eq!(kind("a.js").mime, "text/javascript; charset=utf-8");
        assert_eq!(kind("A.SVG").mime, "image/svg+xml; charset=utf-8");
        assert_eq!(kind("LICENSE").mime, "application/octet-stream");
        assert!(!kind("font.woff2").compressible);
        assert!(kind("book.json.packed").compressible);
    }

    #[test]
    fn only_the_embedded_page_may_be_framed_by_others() {
        assert!(security_policy("index.html").ends_with("frame-ancestors 'self'"));
        assert!(!security_policy("embed.html").contains("frame-ancestors"));
    }
}
