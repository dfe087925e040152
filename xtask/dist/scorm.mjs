// A lesson for learning platforms: the page in one file with what SCORM 1.2 asks to be said of it. What it tells the platform
// while it runs is in the file itself (`single/learning.js`), so that a file saved from the page may take its place.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { escaped } from "./html.mjs";
import { ROOT, WWW, require } from "./packages.mjs";

const { strToU8, zipSync } = require("fflate");
/** The oldest date that a zip can name: the same files are the same bytes on every day. */
const DATE = new Date(1980, 0, 1);
const LESSON = "cascade.html";

/** @param {{ title: string, version: string, files: string[] }} what */
function manifest({ title, version, files }) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="liquidation-cascades" version="${escaped(version)}"
    xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd
      http://www.imsglobal.org/xsd/imsmd_rootv1p2p1 imsmd_rootv1p2p1.xsd
      http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>${escaped(title)}</title>
      <item identifier="lesson" identifierref="lesson-files" isvisible="true">
        <title>${escaped(title)}</title>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="lesson-files" type="webcontent" adlcp:scormtype="sco" href="${LESSON}">
${files.map((name) => `      <file href="${escaped(name)}"/>`).join("\n")}
    </resource>
  </resources>
</manifest>
`;
}

/** @param {{ html: string, version: string }} page @returns {Uint8Array} a zip */
export function lesson({ html, version }) {
  const title = /<title>([^<]+)<\/title>/.exec(html)?.[1] ?? "";
  const files = { [LESSON]: strToU8(html), LICENSE: readFileSync(join(ROOT, "LICENSE")), "third-party.txt": readFileSync(join(WWW, "third-party.txt")) };
  const all = { "imsmanifest.xml": strToU8(manifest({ title, version, files: Object.keys(files) })), ...files };
  return zipSync(all, { level: 9, mtime: DATE });
}
