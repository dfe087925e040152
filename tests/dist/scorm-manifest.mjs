// What IMS Content Packaging 1.1.2 and the SCORM 1.2 content aggregation model ask of a manifest, written down by hand: their
// schemas are not part of this project, and nothing is fetched for a test.

/**
 * Runs in a browser, for its XML parser: takes nothing from outside of itself.
 * @param {{ text: string, files: string[] }} what `text` of `imsmanifest.xml`; `files`: all names in the zip
 * @returns {string[]} what is wrong with it
 */
export function faultsOf({ text, files }) {
  const CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2";
  const ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2";
  const XML = "http://www.w3.org/XML/1998/namespace";
  const prefixes = { [CP]: "", [ADL]: "adlcp:", [XML]: "xml:" };
  const PASSED = ["http://www.w3.org/2000/xmlns/", "http://www.w3.org/2001/XMLSchema-instance"];
  const nameOf = ({ namespaceURI, localName }) => (prefixes[namespaceURI] ?? (namespaceURI ? `{${namespaceURI}}` : "")) + localName;

  const upTo = (most) => (value) => value.length > 0 && value.length <= most;
  const isId = (value) => /^[A-Za-z_][\w.-]*$/.test(value);
  const oneOf =
    (...values) =>
    (value) =>
      values.includes(value);
  /** A file of the package: a relative address, written as one. */
  const isPlace = (value) => upTo(2000)(value) && !/^[a-z][a-z\d+.-]*:|^\/|\\|\s|(^|\/)\.\.(\/|$)/i.test(value);
  const isNumber = (least, most) => (value) => /^-?\d+(\.\d+)?$/.test(value) && Number(value) >= least && Number(value) <= most;

  /** By element: attributes (`!` must be there) with their checks, children in their order with how many there may be, text. */
  const GRAMMAR = {
    manifest: {
      attributes: { "identifier!": isId, version: upTo(20), "xml:base": isPlace },
      children: [
        ["metadata", 1, 1],
        ["organizations", 1, 1],
        ["resources", 1, 1],
        ["manifest", 0, 99],
      ],
    },
    metadata: {
      children: [
        ["schema", 0, 1],
        ["schemaversion", 0, 1],
        ["adlcp:location", 0, 1],
      ],
    },
    schema: { text: oneOf("ADL SCORM") },
    schemaversion: { text: oneOf("1.2") },
    organizations: { attributes: { "default!": isId }, children: [["organization", 1, 99]] },
    organization: {
      attributes: { "identifier!": isId, structure: upTo(200) },
      children: [
        ["title", 1, 1],
        ["item", 1, 999],
        ["metadata", 0, 1],
      ],
    },
    item: {
      attributes: { "identifier!": isId, identifierref: isId, isvisible: oneOf("true", "false", "0", "1"), parameters: upTo(1000) },
      children: [
        ["title", 1, 1],
        ["item", 0, 999],
        ["metadata", 0, 1],
        ["adlcp:prerequisites", 0, 1],
        ["adlcp:maxtimeallowed", 0, 1],
        ["adlcp:timelimitaction", 0, 1],
        ["adlcp:datafromlms", 0, 1],
        ["adlcp:masteryscore", 0, 1],
      ],
    },
    title: { text: upTo(200) },
    resources: { attributes: { "xml:base": isPlace }, children: [["resource", 1, 999]] },
    resource: {
      attributes: { "identifier!": isId, "type!": oneOf("webcontent"), "adlcp:scormtype!": oneOf("sco", "asset"), href: isPlace, "xml:base": isPlace },
      children: [
        ["metadata", 0, 1],
        ["file", 1, 9999],
        ["dependency", 0, 999],
      ],
    },
    file: { attributes: { "href!": isPlace }, children: [["metadata", 0, 1]] },
    dependency: { attributes: { "identifierref!": isId } },
    "adlcp:location": { text: isPlace },
    "adlcp:prerequisites": { attributes: { "type!": oneOf("aicc_script") }, text: upTo(200) },
    "adlcp:maxtimeallowed": { text: (value) => /^\d{2,4}:\d\d:\d\d(\.\d{1,2})?$/.test(value) },
    "adlcp:timelimitaction": { text: oneOf("exit,message", "exit,no message", "continue,message", "continue,no message") },
    "adlcp:datafromlms": { text: upTo(255) },
    "adlcp:masteryscore": { text: isNumber(0, 100) },
  };

  const faults = [];
  const say = (element, fault) => faults.push(`${nameOf(element)}: ${fault}`);

  function check(element) {
    const rule = GRAMMAR[nameOf(element)];
    if (!rule) return say(element, "no such element");
    const { attributes = {}, children, text: isRight } = rule;
    const given = [...element.attributes].filter(({ namespaceURI }) => !PASSED.includes(namespaceURI));
    for (const attribute of given) {
      const name = nameOf(attribute);
      const isAllowed = attributes[name] ?? attributes[`${name}!`];
      if (!isAllowed) say(element, `no attribute ${name}`);
      else if (!isAllowed(attribute.value)) say(element, `${name}="${attribute.value}"`);
    }
    for (const name of Object.keys(attributes))
      if (name.endsWith("!") && !given.some((one) => `${nameOf(one)}!` === name)) say(element, `without ${name.slice(0, -1)}`);
    const words = [...element.childNodes].filter(({ nodeType }) => nodeType === 3 || nodeType === 4).map(({ data }) => data);
    if (isRight && (element.children.length > 0 || !isRight(words.join("").trim()))) say(element, `"${words.join("").trim()}"`);
    if (!isRight && words.join("").trim() !== "") say(element, "words between its parts");
    if (isRight) return;
    const order = (children ?? []).map(([name]) => name);
    let last = 0;
    for (const child of element.children) {
      const place = order.indexOf(nameOf(child));
      if (place < 0) say(element, `no ${nameOf(child)} in it`);
      else if (place < last) say(element, `${nameOf(child)} too late`);
      last = Math.max(last, place);
      check(child);
    }
    for (const [name, least, most] of children ?? []) {
      const count = [...element.children].filter((child) => nameOf(child) === name).length;
      if (count < least || count > most) say(element, `${count} times ${name}`);
    }
  }

  const page = new DOMParser().parseFromString(text, "application/xml");
  const broken = page.querySelector("parsererror");
  if (broken) return [broken.textContent];
  if (!/^<\?xml version="1\.0"( encoding="UTF-8")?\?>/i.test(text)) faults.push("it does not say what it is");
  const root = page.documentElement;
  if (nameOf(root) !== "manifest") return [...faults, `the root is ${nameOf(root)}`];
  check(root);

  const all = (name) => [...root.getElementsByTagNameNS(CP, name)];
  const ids = [root, ...root.querySelectorAll("[identifier]")].map((element) => element.getAttribute("identifier"));
  for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) faults.push(`the identifier ${id} is there twice`);
  const named = (name) => all(name).map((element) => element.getAttribute("identifier"));
  const [organizations] = all("organizations");
  if (organizations && !named("organization").includes(organizations.getAttribute("default"))) say(organizations, "its default is none of them");
  for (const element of [...all("item"), ...all("dependency")]) {
    const to = element.getAttribute("identifierref");
    if (to !== null && !named("resource").includes(to)) say(element, `leads to ${to}, which is no resource`);
    if (to === null && element.localName === "item" && !element.querySelector("item")) say(element, "leads nowhere and holds nothing");
  }
  for (const resource of all("resource")) {
    const own = [...resource.children].filter(({ localName }) => localName === "file").map((file) => file.getAttribute("href"));
    const href = resource.getAttribute("href");
    const isLed = all("item").some((item) => item.getAttribute("identifierref") === resource.getAttribute("identifier"));
    if (isLed && href === null) say(resource, "has nothing to open");
    if (href !== null && !own.includes(href.replace(/[?#].*$/, ""))) say(resource, `does not list ${href}`);
  }
  const listed = all("file").map((file) => file.getAttribute("href"));
  for (const name of new Set(listed)) {
    if (listed.filter((one) => one === name).length > 1) faults.push(`${name} is listed twice`);
    if (name !== null && !files.includes(decodeURIComponent(name))) faults.push(`${name} is not in the zip`);
  }
  for (const name of files)
    if (name !== "imsmanifest.xml" && !listed.some((one) => one !== null && decodeURIComponent(one) === name)) faults.push(`${name} is not listed`);
  if (!files.includes("imsmanifest.xml")) faults.push("it does not lie at the root of the zip");
  return faults;
}
