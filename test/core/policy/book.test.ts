import { expect } from "chai";
import type { PolicyRule, PolicyStore, StoredRule } from "@sallyport/core";
import { createPolicyBook, type PolicyBook } from "../../../packages/core/src/policy/book.ts";

/** One answer of the database, in the hands of the test. */
interface Reading {
  answer(mfa: PolicyRule["mfa"]): void;
  fail(): void;
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A book whose readings end when the test says so, and in the order that it says. */
function openBook(): { readonly book: PolicyBook; readonly readings: readonly Reading[] } {
  const readings: Reading[] = [];
  const list = (): Promise<readonly StoredRule[]> =>
    new Promise((resolve, reject) => {
      readings.push({
        answer: (mfa) => {
          const kept = { version: 1, updatedAt: new Date(), updatedBy: "ada", reason: null };
          resolve([{ ...kept, scope: "default", rule: { mfa } }]);
        },
        fail: () => {
          reject(new Error("the database is away"));
        },
      });
    });
  const unused = (): Promise<never> => Promise.reject(new Error("only read here"));
  const store: PolicyStore = { list, put: unused, remove: unused };
  return { book: createPolicyBook(store, quiet), readings };
}

async function holds(rules: ReturnType<PolicyBook["rules"]>): Promise<string | undefined> {
  return (await rules)[0]?.mfa;
}

describe("What a process knows of the stored policy", () => {
  it("is read once for all who ask at the same time, and not again for those who come after", async () => {
    const { book, readings } = openBook();

    const asked = [book.rules(), book.rules(), book.rules()];
    readings[0]!.answer("required");
    const found = await Promise.all(asked.map(holds));

    expect(found).to.deep.equal(["required", "required", "required"]);
    expect(book.rules()).to.deep.equal([{ mfa: "required" }]);
    expect(readings).to.have.lengthOf(1);
  });

  it("is not what was read before a change that was heard of since, whichever answer comes last", async () => {
    const { book, readings } = openBook();
    const before = book.rules();
    book.forget();
    const after = book.rules();

    readings[1]!.answer("required");
    const inTime = await holds(after);
    readings[0]!.answer("off");
    await before;
    const later = await holds(book.rules());

    expect([inTime, later]).to.deep.equal(["required", "required"]);
    expect(readings).to.have.lengthOf(2);
  });

  it("is waited for by whoever asks after a change, although an older reading has ended meanwhile", async () => {
    const { book, readings } = openBook();
    const before = book.rules();
    book.forget();
    void book.rules();
    readings[0]!.answer("off");
    await before;

    const asked = book.rules();
    readings[1]!.answer("required");

    expect(await holds(asked)).to.equal("required");
  });

  it("holds on when the database goes away, and is nothing to go by where it never was known", async () => {
    const [known, unknown] = [openBook(), openBook()];
    const first = known.book.rules();
    known.readings[0]!.answer("required");
    await first;

    known.book.forget();
    const again = known.book.rules();
    known.readings[1]!.fail();
    const never = Promise.resolve(unknown.book.rules()).then(holds, (error: unknown) => String(error));
    unknown.readings[0]!.fail();

    expect([await holds(again), await never]).to.deep.equal(["required", "Error: the database is away"]);
  });

  it("is asked for again after a reading that failed", async () => {
    const { book, readings } = openBook();
    const failed = Promise.resolve(book.rules()).catch(() => "failed");
    readings[0]!.fail();
    await failed;

    const asked = book.rules();
    readings[1]!.answer("optional");

    expect(await holds(asked)).to.equal("optional");
  });
});

describe("Who has been reported", () => {
  it("is reported once, and once more after the rules have changed", () => {
    const { book } = openBook();

    const first = [
      book.isReported("ada"),
      book.isFirstReport("ada"),
      book.isFirstReport("ada"),
      book.isReported("ada"),
    ];
    book.forget();
    const second = [book.isReported("ada"), book.isFirstReport("ada")];

    expect([first, second]).to.deep.equal([
      [false, true, false, true],
      [false, true],
    ]);
  });
});
