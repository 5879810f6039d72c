import { createDurableStores } from "@sallyport/sequelize";
import { describeBackupCodeStore } from "../contract/backup-code-store.ts";
import { describeCredentialStore } from "../contract/credential-store.ts";
import { describeDeliveryPauses } from "../contract/delivery-pauses.ts";
import { describeDeliveryStore } from "../contract/delivery-store.ts";
import { describeDeviceFactors } from "../contract/device-factors.ts";
import { describeDeviceRecognition } from "../contract/device-recognition.ts";
import { describeDeviceStore } from "../contract/device-store.ts";
import { describeTransactions, type OpenStores } from "../contract/durable-stores.ts";
import { describeFailureStore } from "../contract/failure-store.ts";
import { describeGraceStore } from "../contract/grace-store.ts";
import { describeMethodStore } from "../contract/method-store.ts";
import { describeOutboxStore } from "../contract/outbox-store.ts";
import { describePolicyStore } from "../contract/policy-store.ts";
import { describePrivacyStore } from "../contract/privacy-store.ts";
import { describeRecoveryLinks } from "../contract/recovery-links.ts";
import { describeRecoveryStore } from "../contract/recovery-store.ts";
import { describeSessionHistory } from "../contract/session-history.ts";
import { describeStatsStore } from "../contract/stats-store.ts";
import { createTestClock } from "../support/clock.ts";
import { embeddedDatabase, postgresDatabase, type TestDatabase } from "../support/databases.ts";
import { requireServer } from "../support/require-server.ts";

const DATABASES = { "embedded PostgreSQL": embeddedDatabase, PostgreSQL: postgresDatabase } as const;

for (const [name, openDatabase] of Object.entries(DATABASES))
  describe(`The durable stores on ${name}`, function () {
    this.timeout(30_000);
    let database: TestDatabase | undefined;
    let open: OpenStores | undefined;

    before(async function () {
      database = requireServer(this, name, await openDatabase());
      const clock = createTestClock();
      open = { clock, stores: createDurableStores({ sequelize: database.sequelize, clock }) };
    });
    after(() => database?.close());

    const current = (): OpenStores => {
      if (!open) throw new Error("the stores are only there inside tests");
      return open;
    };
    // Before the others travel in time: the view goes by the database's own clock.
    describeStatsStore(name, current);
    describeMethodStore(name, current);
    describeCredentialStore(name, current);
    describeBackupCodeStore(name, current);
    describeFailureStore(name, current);
    describeSessionHistory(name, current);
    describeDeliveryStore(name, current);
    describeDeliveryPauses(name, current);
    describeOutboxStore(name, current);
    describeDeviceStore(name, current);
    describeDeviceRecognition(name, current);
    describeDeviceFactors(name, current);
    describePolicyStore(name, current);
    describeGraceStore(name, current);
    describeRecoveryStore(name, current);
    describeRecoveryLinks(name, current);
    describePrivacyStore(name, current);
    describeTransactions(name, current);
  });
