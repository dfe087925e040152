// QR codes against those of another program (npm qrcode 1.5, same version and mask), which a reader (jsQR) read back.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { MOST_BYTES, qrCode } from "../../www/js/qr.js";

/** Texts of as many letters as just fit in a version and as are one too many for it. */
const lettersOf = (count) =>
  Array.from({ length: count }, (_, at) => "abcdefghijklmnopqrstuvwxyz0123456789-._~/?=&%"[(at * at * 7 + at * 3 + count) % 45]).join("");

/** A text, or how many letters; version, mask, and the SHA-256 of all modules, row by row, as "0" and "1". */
const VECTORS = [
  ["A", 1, 3, "2092585037e9da5651bc5530c31a5a1faebf5717f680e96bd47ad1394a60eeed"],
  ["https://example.org/", 2, 2, "fcbe155b3e1bf4aa87810185809b2d9636efec7f76b451df5dd9b4b54b049a24"],
  ["Grüße, 市场 💥", 2, 2, "3e2e2e9dfb5a03d7bcd06041b3a3e545220eb24b1b730fcd579273e94e079f8b"],
  ["https://your.host/?preset=the-match&leverage=20&depth=15e6&shock=-0.06&seed=7", 5, 7, "afec2363d3a0975ac7d5752e2acd6e5ef1580a8ccb3dff84713e5d27a306f3b7"],
  [14, 1, 2, "08c45be9d8083da68f80048dde4bbc9bba7398ca95075edca963916cf1df0208"],
  [15, 2, 0, "d273cd5cb7490189ba3485aff4d2dfd26add74dd0ed1379deb8eb6a5503544df"],
  [26, 2, 2, "eb4804fb35f69700cf78da47b00ff6ccd15acc3862d3409007ba2f524e0c3d21"],
  [27, 3, 4, "e1536c6cd0e69e6df09ae94d4e46da4c13d1546c588dcdfc57ece6f55be496b0"],
  [42, 3, 3, "1a1c0594686fd7ef0c2aca98894e70bef91a1a6dc0432db4ff0b51dfd300bb03"],
  [43, 4, 2, "d1eb4a68329bb964778845e01c054d06fe1b9ef32a8649983649b774558a9091"],
  [62, 4, 2, "503ccfb2143671c77c521bb824db9adf038385fb65cbc6086359a90606cb52a4"],
  [63, 5, 2, "3819008f1639028935efc8f8af90cf60b2c720731a054a065a1d78985435ca3b"],
  [84, 5, 2, "af9202bac1ff7e55c91c5b99036ccb93def5d7deffe84e8db17bdcc208f4fe3a"],
  [85, 6, 4, "8ddc42bb3182c3631a5520c966921924fe0c910395c0e698c49981b4e3fa5893"],
  [106, 6, 3, "e9f3f79006f272d44955ca76da6d6cb37e4fdacfef16c4b0a893de7e976d4fbd"],
  [107, 7, 3, "a9b3753e7f529e0081f769f33dfdd48761924dff7ddc462b2931680cfafdb4a0"],
  [122, 7, 2, "a280cbc246e07b80762e84bec8d60f75d3815e4fcf0e7abd882d07a939035044"],
  [123, 8, 6, "13e00bb523afb75909a8ff08d1c2f18cbca45a0a17e922a3da84ecd7b20d7c2f"],
  [152, 8, 2, "2fb1b1faba640533ed14f6115eb656bb44dbc9fef2f820d27e3a05c89cd65a90"],
  [153, 9, 2, "c79f83a96a3fcbb64321bf3b6f7698ade1ea48c5231a5af9f5957c43801a9022"],
  [180, 9, 2, "cde5a235eed95527c738f93d69a054fa2b56ea595439ae1aab357e18932f96c5"],
  [181, 10, 2, "b5efd4464f257a1ffb34f542be2a56c236f3cd70edbbfab7d250f1300edc12e6"],
  [213, 10, 2, "d30d8d83dde0312b759b98a1378759326dff93b65440a1fd2a696d0100f9327e"],
  [214, 11, 6, "53d65287e60f0d06211c4bbbef851701ae96ebe8875d8a46c4531022b5738155"],
  [251, 11, 2, "82f6a9c0a77a8d4c5a5302bacc02b1f8bcb1d34cf5fa399d0c53747cbf537fb0"],
  [252, 12, 2, "b8be99af02ccfbb1e5042dc7349510ab28c26a1bcb011f3362d1671bf72e5fe8"],
  [287, 12, 2, "bee23ef6f27a4612474f2136205cdf1349be74d8884a5c9f9bd487e507387790"],
  [288, 13, 2, "b41ce88ccaba958cf547e4a4b6a0afb23f210622a4ddc350881367ec582d5720"],
  [331, 13, 6, "6a1827ef88e2694a0e826616235357fa1f17ccae42e49e2b748484a4b224c442"],
  [332, 14, 2, "6db3f616dbc65b00f1c210c1a47ccb551a86cb083f4538690bece66cbc89992c"],
  [362, 14, 2, "607373cf8a10988dbf4551f2572984dc765f144b76ef41fc310c13a7b77b62fd"],
  [363, 15, 2, "73508b4d7a830f5d18dfa1dd586bced7b36c84aefde701f7a90565c9699a09db"],
  [412, 15, 2, "a647b083bb4877a6fa2a58f4d44188c265a1d510b37e7645151df2bd7840812f"],
  [413, 16, 2, "1976f87c6aa2fb0f85ddf245884dd884f015540e551156a9515e309770517fcc"],
  [450, 16, 1, "e4f38f89e1ec6b395d4c43bc81a757f2dbed97f79b29daaba425780099e1192e"],
  [451, 17, 2, "8dc162978181393c31c08c04bb5a0700c84d6acd0f2114f170cd87f5a799bf8a"],
  [504, 17, 2, "9f6c3313cabc24de79bc5ab6297a1b4c4bbdc76ea1d6040dfce5cbc918cd4565"],
  [505, 18, 2, "c8232bdc34cc77fd3e340038a4230ae8304d9b860f911844fdf35494840e89bb"],
  [560, 18, 2, "76c03494c8cabb9c8844d1c47d9b6ba9f3e684d8e152aca688e01ac17fd0ed5c"],
  [561, 19, 2, "76d7dd1259601d6e6f46835407bdec81f4e8cad5cd39755443743ead12f9436e"],
  [624, 19, 2, "c0464321329fc215ce801058e5ee24fc92a3f2ce0d2bbf744e9337fcdbc66e8b"],
  [625, 20, 2, "472eca893c9108784048df334f32e00be07c9ff965c774e44cd0f4c1a6bc2624"],
  [666, 20, 3, "67fd6aae3d824b03a963780d7701b69a14d768d9a09c13b051d378b418422eaf"],
  [667, 21, 2, "bd77f41a1654ba2a67431f508f1429ef879cabaf1ad0771c637095645e444819"],
  [711, 21, 2, "e54cefc0ec88d99e6d85a32d97ffd69e2a8cf97d6fa5f5a45366c617beac5708"],
  [712, 22, 2, "567269f12a3a3da6961484aecd08e7c52827f7eec0e07d163bdc7be9e555ea7f"],
  [779, 22, 2, "a90b152a2fe28ef0a3d881898ef67ea6ee3c88768313d9abd7aee0c909868905"],
  [780, 23, 1, "7c9dfd3e87a513af36ce3bf0273284674a866119e67ddf1a2e68782723fe8224"],
  [857, 23, 2, "52c98d1733531ddd04a97bb3d00a517c9ab7b7a0ca384cda58d1e97d02293adc"],
  [858, 24, 2, "2d3523b3bb5928b1341a968a63c888506786de831850601af8ecf0c59167ae27"],
  [911, 24, 2, "fe4519e6def577b982038c4d469b72a7f818a0e6d97c23b138504624aceffcd6"],
  [912, 25, 2, "6f9e87de3b05e61722fe2e555fbc9adb319333e5c8392b8cc18a0bb4cad37152"],
  [997, 25, 2, "cf7823e0a55ddd3579b41589ca4dec42b0490307be52b2d030bfc05b8e8ae81a"],
];

test("every version is the code that another program makes", () => {
  for (const [given, version, mask, digest] of VECTORS) {
    const code = qrCode(typeof given === "number" ? lettersOf(given) : given);
    assert.deepEqual([code?.version, code?.mask, code?.size], [version, mask, 4 * version + 17], String(given));
    assert.equal(
      createHash("sha256")
        .update(Array.from(code?.dark ?? []).join(""))
        .digest("hex"),
      digest,
      String(given),
    );
  }
  assert.equal(new Set(VECTORS.map(([, version]) => version)).size, 25);
});

test("what does not fit is no code", () => {
  assert.equal(qrCode("x".repeat(MOST_BYTES))?.version, 25);
  assert.equal(qrCode("x".repeat(MOST_BYTES + 1)), null);
});
