import { expect } from "chai";
import type { AuditRow } from "@sallyport/core";
import { cef } from "../../packages/sallyport/src/cli/formats/cef.ts";
import { csv } from "../../packages/sallyport/src/cli/formats/csv.ts";
import { FIELDS } from "../../packages/sallyport/src/cli/formats/fields.ts";
import { jsonl } from "../../packages/sallyport/src/cli/formats/jsonl.ts";
import { ocsf } from "../../packages/sallyport/src/cli/formats/ocsf.ts";
import { auditRow } from "../support/audit-row.ts";

describe("The formats of the exported trail", () => {
  it("leave no field of a row out", () => {
    expect(FIELDS).to.have.members(Object.keys(auditRow()));
  });

  describe("jsonl", () => {
    it("gives a row back as it was, on one line", () => {
      const row = auditRow({ note: "two\nlines", data: { count: 2 } });

      const line = jsonl.line(row);

      expect(line.indexOf("\n")).to.equal(line.length - 1);
      expect(JSON.parse(line)).to.deep.equal({ ...row, at: row.at.toISOString() });
    });
  });

  describe("csv", () => {
    const cellOf = (details: Partial<AuditRow>, name: keyof AuditRow): string | undefined =>
      cells(csv.line(auditRow(details)))[FIELDS.indexOf(name)];

    it("has a header, and as many cells in each row (RFC 4180)", () => {
      const row = csv.line(auditRow({ note: 'a "word", and\r\nanother', data: { count: 2, by: "x,y" } }));

      expect(cells(csv.header ?? "")).to.deep.equal(FIELDS);
      expect(cells(row)).to.have.lengthOf(FIELDS.length);
      expect(row.endsWith("\r\n")).to.equal(true);
    });

    it("gives a text with quotes, commas and line breaks back as it was", () => {
      expect(cellOf({ note: 'a "word", and\r\nanother' }, "note")).to.equal('a "word", and\r\nanother');
    });

    for (const begin of ["=", "+", "-", "@", "\t", "\r", "\n"])
      it(`makes no formula of what begins with ${JSON.stringify(begin)}`, () => {
        expect(cellOf({ userId: `${begin}cmd|' /C calc'!A0` }, "userId")).to.equal(`'${begin}cmd|' /C calc'!A0`);
      });
  });

  describe("cef", () => {
    it("is the header, the dictionary's names and the chain fields", () => {
      const line = cef().line(auditRow());

      expect(line).to.match(
        /^CEF:0\|Sallyport\|Sallyport\|\d+\.\d+\.\d+\|mfa_challenge_failed\|mfa challenge failed\|4\|rt=1772366400250 externalId=/,
      );
      expect(line).to.include("outcome=failure reason=wrong_code suid=user-1 duid=user-1 ");
      expect(line).to.include(" cs1=attempts cs1Label=chain cs2=bGluaw cs2Label=link cs3=a2V5 cs3Label=keyId ");
      expect(line).to.include(" cn1=3 cn1Label=strand cn2=17 cn2Label=seq ");
    });

    it("can't be broken by a line break, an equals sign, a backslash or a bar", () => {
      const line = cef().line(auditRow({ type: "app.a|b\\c\nCEF:0", note: "a=b\\c|d\r\nCEF:0|forged" }));

      expect(line).to.include("|app.a\\|b\\\\c CEF:0|");
      expect(line).to.include("msg=a\\=b\\\\c|d\\r\\nCEF:0|forged ");
      expect(line.indexOf("\n")).to.equal(line.length - 1);
    });

    it("puts whole addresses where they belong, and a masked one in a field of ours", () => {
      const lines = ["203.0.113.7", "2001:db8::7", "203.0.113.*"].map((ip) => cef().line(auditRow({ ip })));

      expect(lines[0]).to.include(" src=203.0.113.7 ");
      expect(lines[1]).to.include(" c6a2=2001:db8::7 c6a2Label=Source IPv6 Address ");
      expect(lines[2]).to.include(" sallyportMaskedIp=203.0.113.* ").and.not.include(" src=");
    });
  });

  describe("ocsf", () => {
    const eventOf = (details: Partial<AuditRow> = {}): Record<string, unknown> =>
      JSON.parse(ocsf().line(auditRow(details))) as Record<string, unknown>;

    it("is an Authentication event for a guess", () => {
      expect(eventOf()).to.deep.include({
        ...{ category_uid: 3, class_uid: 3002, activity_id: 1, type_uid: 300_201, time: 1_772_366_400_250 },
        ...{
          severity_id: 2,
          status_id: 2,
          status_detail: "wrong_code",
          user: { uid: "user-1" },
          service: { name: "Sallyport" },
        },
      });
    });

    it("is an Account Change for a method that was removed by an admin", () => {
      const event = eventOf({ type: "admin_mfa_reset", actorId: "admin-1", outcome: "success", reason: null });

      expect(event).to.deep.include({
        ...{ class_uid: 3001, activity_id: 11, type_uid: 300_111, status_id: 1, actor: { user: { uid: "admin-1" } } },
      });
    });

    it("is the base event for what is about nobody, or of the app's own", () => {
      for (const event of [eventOf({ userId: null }), eventOf({ type: "app.transfer" })])
        expect(event)
          .to.include({ category_uid: 0, class_uid: 0, activity_id: 99, type_uid: 99 })
          .and.to.have.property("activity_name");
    });

    it("names the row, the product and the version of the schema, and carries the chain fields", () => {
      const { metadata, unmapped } = eventOf();

      expect(metadata).to.deep.include({ version: "1.5.0", uid: auditRow().id, event_code: "mfa_challenge_failed" });
      expect(metadata).to.have.nested.property("product.vendor_name", "Sallyport");
      expect(unmapped).to.include({
        chain: "attempts",
        strand: 3,
        seq: 17,
        link: "bGluaw",
        keyId: "a2V5",
        ip: "203.0.113.*",
      });
    });

    it("has a source only where the whole address is there", () => {
      expect(eventOf()).not.to.have.property("src_endpoint");
      expect(eventOf({ ip: "2001:db8::7" })).to.deep.include({ src_endpoint: { ip: "2001:db8::7" } });
    });
  });
});

/** The cells of one record, read as RFC 4180 says. */
function cells(record: string): readonly string[] {
  return [...record.trimEnd().matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}
