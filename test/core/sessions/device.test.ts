import { expect } from "chai";
import fc from "fast-check";
import { describeDevice, sameBrowser, type Device } from "../../../packages/core/src/sessions/device.ts";

const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const PHONE = "Mozilla/5.0 (Linux; Android 10; K)";
const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const CHROME = `${WINDOWS} ${WEBKIT} Chrome/128.0.0.0 Safari/537.36`;
const GOOGLEBOT = "(compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X)";
const IPAD = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X)";

/** `browser, system, type of device`, with `-` for what is absent. */
function words({ browser = "-", os = "-", deviceType }: Device): string {
  return [browser, os, deviceType].join(", ");
}

function of(userAgent: string): Device {
  return describeDevice({ userAgent });
}

describe("describeDevice", () => {
  const agents: Record<string, string> = {
    [CHROME]: "Chrome 128, Windows 10, desktop",
    [`${CHROME} Edg/128.0.2739.42`]: "Edge 128, Windows 10, desktop",
    [`${CHROME} OPR/114.0.0.0`]: "Opera 114, Windows 10, desktop",
    [`${WINDOWS.replace("x64)", "x64; rv:128.0)")} Gecko/20100101 Firefox/128.0`]: "Firefox 128, Windows 10, desktop",
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko": "Internet Explorer 11, Windows 7, desktop",
    "Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18": "Opera 12, Windows 7, desktop",
    [`${MAC} ${WEBKIT} Chrome/128.0.0.0 Safari/537.36`]: "Chrome 128, macOS, desktop",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0": "Firefox 128, Linux, desktop",
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/128.0.0.0 Safari/537.36`]:
      "Chrome 128, Chrome OS, desktop",
    [`${IPHONE} ${APPLE} Version/17.5 Mobile/15E148 Safari/604.1`]: "Safari 17, iOS 17.5, mobile",
    [`${IPHONE} ${APPLE} CriOS/128.0.6613.92 Mobile/15E148 Safari/604.1`]: "Chrome 128, iOS 17.5, mobile",
    [`${IPAD} ${APPLE} Version/17.5 Mobile/15E148 Safari/604.1`]: "Safari 17, iOS 17.5, tablet",
    [`${PHONE} ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36`]: "Chrome 128, Android, mobile",
    [`${PHONE} ${WEBKIT} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`]:
      "Samsung Internet 25, Android, mobile",
    "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0": "Firefox 128, Android 14, mobile",
    "Mozilla/5.0 (Android 14; Tablet; rv:128.0) Gecko/128.0 Firefox/128.0": "Firefox 128, Android 14, tablet",
    [`Mozilla/5.0 (Linux; Android 13; SM-X706B) ${WEBKIT} Chrome/112.0.0.0 Safari/537.36`]:
      "Chrome 112, Android 13, tablet",
    [`Mozilla/5.0 ${GOOGLEBOT}`]: "Googlebot 2, -, other",
    [`${PHONE} ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36 ${GOOGLEBOT}`]: "Googlebot 2, Android, other",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)": "-, -, other",
    "Mozilla/5.0 (Windows NT 10.0; Microsoft Windows 10.0.22631; en-US) PowerShell/7.4.4": "-, Windows 10, other",
    "curl/8.5.0": "curl 8, -, other",
    "Wget/1.21.4 (linux-gnu)": "Wget 1, Linux, other",
    "okhttp/4.12.0": "okhttp 4, -, other",
    okhttp: "okhttp, -, other",
    "PostmanRuntime/7.39.0": "PostmanRuntime 7, -, other",
    "Dalvik/2.1.0 (Linux; U; Android 13; SM-G991B Build/TP1A.220624.014)": "-, Android 13, other",
    "AcmeBank/7 CFNetwork/1496.0.7 Darwin/23.5.0": "-, -, other",
    "": "-, -, other",
  };
  for (const [agent, expected] of Object.entries(agents))
    it(`reads ${JSON.stringify(agent)} as ${expected}`, () => {
      const device = of(agent);

      expect(words(device)).to.equal(expected);
      expect(Object.values(device)).not.to.include(undefined);
    });

  it("cannot tell an iPad that asks for desktop sites from a Mac, and says what it says", () => {
    const device = of(`${MAC} ${APPLE} Version/17.5 Safari/605.1.15`);

    expect(words(device)).to.equal("Safari 17, macOS, desktop");
  });

  it("has nothing to say without headers", () => {
    expect(describeDevice({})).to.deep.equal({ deviceType: "other" });
    expect(describeDevice({ userAgent: undefined, clientHints: undefined })).to.deep.equal({ deviceType: "other" });
  });

  const CHROMIUM = '"Chromium";v="128"';
  const hinted: readonly [name: string, userAgent: string, hints: readonly string[], expected: string][] = [
    ["the brand", CHROME, [`${CHROMIUM}, "Brave";v="128"`, '"Windows"', "?0"], "Brave 128, Windows 10, desktop"],
    ["a quoted mark", CHROME, [`"\\"N;ot\\\\";v="8", "Microsoft Edge";v="127"`], "Edge 127, Windows 10, desktop"],
    ["what is in front", CHROME, [`${"x".repeat(512)}"Opera";v="99"`], "Chrome 128, Windows 10, desktop"],
    ["an unknown brand", CHROME, ['"Call 555-0100 now";v="1"', '"Acme"', "?2"], "Chrome 128, Windows 10, desktop"],
    ["Chromium alone", CHROME, [CHROMIUM, '"Linux"', "?0"], "Chromium 128, Linux, desktop"],
    ["Chromium beside Opera", `${CHROME} OPR/114.0`, [CHROMIUM], "Opera 114, Windows 10, desktop"],
    ["hints alone", "", ['"Google Chrome";v="128"', '"Android"', "?1"], "Chrome 128, Android, mobile"],
    ["no mobile", `${PHONE} ${WEBKIT} Chrome/128.0 Mobile`, ["", '"Android"', "?0"], "Chrome 128, Android, tablet"],
    ["a tablet in disguise", `${CHROME} Silk/120.1`, ["", '"Linux"', "?0"], "Amazon Silk 120, Linux, tablet"],
    ["a mobile", CHROME, ["", '"Android"', "?1"], "Chrome 128, Android, mobile"],
    ["a crawler", `${CHROME} ${GOOGLEBOT}`, ["", '"Windows"', "?0"], "Googlebot 2, Windows 10, other"],
    ["malformed hints", CHROME, ['"Opera";v=1;;"', "Linux", "1"], "Chrome 128, Windows 10, desktop"],
    ["prototype names", CHROME, ['"__proto__";v="1"', '"constructor"', "?0"], "Chrome 128, Windows 10, desktop"],
  ];
  for (const [name, userAgent, [brands = "", platform = "", mobile = ""], expected] of hinted)
    it(`lets client hints win where they say something: ${name}`, () => {
      const device = describeDevice({ userAgent, clientHints: { brands, platform, mobile } });

      expect(words(device)).to.equal(expected);
    });

  const hostile: Record<string, string> = {
    [`${"x".repeat(512)}${CHROME}`]: "-, -, other",
    [CHROME.padEnd(512).concat(" Edg/128.0")]: "Chrome 128, Windows 10, desktop",
    "Mozilla/5.0 Your account is locked, call 555-0100/1 (": "-, -, other",
    [`Mozilla/5.0 (Windows NT 10.0) Firefox/${"9".repeat(400)}.0`]: "Firefox, Windows 10, desktop",
    "Mozilla/5.0 (Android 99999.1) OPR/<b>1</b>": "Opera, Android, tablet",
    "Mozilla/5.0 (Windows\u0000\r\nNT 10.0) Firefox/128.0\u001b[31m": "Firefox 128, -, other",
    "\ud800\udfff\ud800": "-, -, other",
    __proto__x: "-, -, other",
    "constructor/1 ": "-, -, other",
    "toString/1.0 (hasOwnProperty)": "-, -, other",
  };
  for (const [agent, expected] of Object.entries(hostile))
    it(`lets no words of the client's own through: ${JSON.stringify(agent.slice(0, 60))}`, () => {
      expect(words(of(agent))).to.equal(expected);
    });

  it("answers any headers at once, in few and plain words", () => {
    const token = fc.constantFrom(
      ...[
        "Mozilla/5.0 ",
        "(",
        "Windows NT ",
        "Android ",
        "OS 17_5 like Mac OS X",
        "iPad",
        "Macintosh",
        "FxiOS",
        "/",
        "9",
      ],
      ...[
        "Version/",
        "Firefox/",
        "Chrome/",
        " Edg/",
        "OPR/",
        "opt/",
        "Generic",
        '"',
        '";v="',
        "\\",
        "\u0000",
        "\ud800",
      ],
    );
    const header = fc.oneof(
      fc.array(token, { maxLength: 400 }).map((tokens) => tokens.join("")),
      fc.string({ unit: "binary", maxLength: 600 }),
      token.map((text) => text.repeat(8192)),
    );

    fc.assert(
      fc.property(header, header, header, (userAgent, brands, platform) => {
        const started = performance.now();
        const device = describeDevice({ userAgent, clientHints: { brands, platform, mobile: platform } });
        expect(performance.now() - started).to.be.lessThan(500);
        for (const text of Object.values(device)) expect(text).to.match(/^[A-Za-z][\w .-]{1,63}$/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("sameBrowser", () => {
  const desktop = (browser?: string, os?: string): Device => ({
    ...(browser && { browser }),
    ...(os && { os }),
    deviceType: "desktop",
  });
  const pairs: readonly [a: Device, b: Device, same: boolean][] = [
    [desktop("Firefox 128", "Windows 8.1"), desktop("Firefox 129", "Windows 10"), true],
    [desktop("Safari 17", "iOS 17.5"), desktop("Safari", "iOS"), true],
    [desktop("Firefox 128", "Windows 10"), desktop("Chrome 128", "Windows 10"), false],
    [desktop("Chrome 128", "Windows 10"), desktop("Chrome 128", "macOS"), false],
    [desktop("Chrome 128", "Linux"), desktop("Chrome 128", "Chrome OS"), false],
    [desktop("Chrome 128", "Linux"), desktop("Chrome 128"), false],
    [desktop("Chrome 128"), desktop(), false],
    [desktop(), desktop(), true],
  ];
  for (const [a, b, same] of pairs)
    it(`says ${same ? "yes" : "no"} to ${words(a)} and ${words(b)}`, () => {
      expect(sameBrowser(a, b)).to.equal(same);
      expect(sameBrowser(b, a)).to.equal(same);
    });
});
