//! From a request's address to a file, with no way out of the folder; and small header parsing.

/// The decoded path segments of a request target, or nothing when it must not be served.
///
/// Refused: whatever climbs (`..`), hides a separator behind an escape, is not UTF-8, starts with a dot, or belongs
/// to the page's tooling (`node_modules`, `package*.json`, `tsconfig*.json`).
pub(super) fn segments(target: &str) -> Option<Vec<String>> {
    let path = target.split(['?', '#']).next()?;
    let path = path.strip_prefix('/')?;
    let mut segments = Vec::new();
    for raw in path.split('/').filter(|segment| !segment.is_empty()) {
        let segment = decode(raw)?;
        let forbidden = segment.starts_with('.')
            || segment
                .chars()
                .any(|c| matches!(c, '/' | '\\' | ':') || c.is_control())
            || is_tooling(&segment);
        if forbidden {
            return None;
        }
        segments.push(segment);
    }
    Some(segments)
}

fn is_tooling(segment: &str) -> bool {
    // Some file systems ignore case, so the rule does too.
    let name = segment.to_ascii_lowercase();
    name == "node_modules"
        || (name.ends_with(".json")
            && (name.starts_with("package") || name.starts_with("tsconfig")))
}

/// Percent-decoding, once; a second layer stays text and so finds no file.
fn decode(raw: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Whether the target names a folder as folders are named.
pub(super) fn ends_with_slash(target: &str) -> bool {
    target
        .split(['?', '#'])
        .next()
        .is_some_and(|path| path.ends_with('/'))
}

/// The address of a folder, built from checked segments so that `//host` cannot redirect to another site.
pub(super) fn folder_address(segments: &[String]) -> String {
    let encoded = segments
        .iter()
        .map(|segment| encode(segment))
        .collect::<Vec<_>>();
    format!("/{}/", encoded.join("/"))
}

fn encode(segment: &str) -> String {
    let mut text = String::new();
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// Whether a `Host` names this machine (`localhost` and below, 127.0.0.0/8, `[::1]`, with any port) or one of `others`.
/// Clients of HTTP/1.0 may send none.
pub(super) fn is_local(host: Option<&str>, others: &[String]) -> bool {
    let Some(host) = host else { return true };
    let host = host.to_ascii_lowercase();
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port),
        _ => (host.as_str(), ""),
    };
    let is_loopback = name
        .parse::<std::net::Ipv4Addr>()
        .is_ok_and(|address| address.is_loopback());
    port.bytes().all(|byte| byte.is_ascii_digit())
        && (is_loopback
            || matches!(name, "localhost" | "[::1]")
            || name.ends_with(".localhost")
            || others.iter().any(|other| other == name))
}

/// Whether an `If-None-Match` list holds the tag; weak and strong tags are equal here.
pub(super) fn lists_tag(list: &str, tag: &str) -> bool {
    list.split(',')
        .map(str::trim)
        .any(|listed| listed == "*" || listed.strip_prefix("W/").unwrap_or(listed) == tag)
}

#[cfg(test)]
mod tests {
    use super::{folder_address, is_local, lists_tag, segments};

    #[test]
    fn only_names_of_this_machine_are_answered_to() {
        for host in [
            "localhost",
            "LocalHost:8080",
            "a.localhost:1",
            "127.0.0.1",
            "127.1.2.3:80",
            "[::1]",
            "[::1]:8080",
        ] {
            assert!(is_local(Some(host), &[]), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "evillocalhost",
            "10.0.0.1",
            "[::2]",
            "localhost, evil.example",
            "localhost:80:80",
            "user@localhost",
        ] {
            assert!(!is_local(Some(host), &[]), "{host}");
        }
        assert!(is_local(None, &[]));
        let others = ["box.example".to_string()];
        assert!(is_local(Some("Box.example:8080"), &others));
        assert!(!is_local(Some("a.box.example"), &others));
    }

    #[test]
    fn ordinary_addresses_become_segments() {
        assert_eq!(segments("/").as_deref(), Some(&[][..]));
        let expected = vec!["js".to_string(), "a b.js".to_string()];
        assert_eq!(segments("/js/a%20b.js?x=../..#y"), Some(expected.clone()));
        assert_eq!(segments("//js//a%20b.js"), Some(expected));
    }

    #[test]
    fn nothing_climbs_out() {
        let attempts = [
            "/../Cargo.toml",
            "/js/../../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "/js%2f..%2f..%2fCargo.toml",
            "/..%5cCargo.toml",
            "/%c0%ae%c0%ae/Cargo.toml",
            "/c:/windows",
            "/a%00.html",
            "/%zz",
            "/%2",
            "http://elsewhere/",
        ];
        for attempt in attempts {
            assert_eq!(segments(attempt), None, "{attempt}");
        }
        // Decoded once only: the result names a file that does not exist, not a parent.
        assert_eq!(
            segments("/%252e%252e/x"),
            Some(vec!["%2e%2e".to_string(), "x".to_string()])
        );
    }

    #[test]
    fn tooling_and_hidden_files_are_not_served() {
        for hidden in [
            "/.npmrc",
            "/pkg/.gitignore",
            "/node_modules/x.js",
            "/Node_Modules/x.js",
            "/package.json",
        ] {
            assert_eq!(segments(hidden), None, "{hidden}");
        }
        assert_eq!(segments("/package-lock.json"), None);
        assert_eq!(segments("/tsconfig.json"), None);
        assert!(segments("/scenario.schema.json").is_some());
    }

    #[test]
    fn folders_are_addressed_within_this_site() {
        assert_eq!(
            folder_address(&["evil.example".to_string()]),
            "/evil.example/"
        );
        assert_eq!(
            folder_address(&["a b".to_string(), "c".to_string()]),
            "/a%20b/c/"
        );
    }

    #[test]
    fn tags_are_found_in_lists() {
        assert!(lists_tag("\"a\", W/\"b\"", "\"b\""));
        assert!(lists_tag("*", "\"b\""));
        assert!(!lists_tag("\"bb\"", "\"b\""));
    }
}
