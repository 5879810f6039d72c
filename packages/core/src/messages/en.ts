import type { MethodType } from "../protocol.ts";
import { instantIn } from "./instant.ts";
import type { CodeContext, MessageContext, NoticeContext, Text, Texts } from "./message.ts";
import { noticeText, type Advice, type Notice } from "./notice.ts";

const METHODS: Readonly<Record<MethodType, string>> = {
  totp: "authenticator app",
  sms: "codes by text message",
  email: "codes by e-mail",
  webauthn: "passkey or security key",
  backup_code: "backup codes",
};

/** British: the day first, the month in letters. `en` by itself is American. */
const instant = instantIn("en-GB");

export const en: Texts = {
  sms_code: codeText,
  email_code: codeText,
  method_added: (context) => {
    const what = `A second factor was added to your account: ${METHODS[context.methodType]}.`;
    return event(context, "Second factor added", [what], ifNotYou(context));
  },
  method_removed: (context) => {
    const what = `A second factor was removed from your account: ${METHODS[context.methodType]}.`;
    return event(context, "Second factor removed", [what], ifNotYou(context));
  },
  mfa_disabled: (context) => {
    const what = "The second step was turned off for your account.";
    const more = "Your password alone is now enough to sign in.";
    return event(context, "Second step turned off", [what, more], ifNotYou(context));
  },
  backup_codes_regenerated: (context) => {
    const what = "New backup codes were made for your account. The old ones no longer work.";
    return event(context, "New backup codes", [what], ifNotYou(context));
  },
  backup_code_used: (context) => {
    const more = context.remaining === 0 ? "It was the last one." : `You have ${context.remaining} left.`;
    return event(context, "Backup code used", ["A backup code of your account was used.", more], ifNotYou(context));
  },
  backup_codes_low: (context) => {
    const left = context.remaining === 0 ? "no backup codes" : `only ${count(context.remaining, "backup code")}`;
    const more = "If you have not used the others yourself, change your password.";
    return event(context, "Few backup codes left", [`Your account has ${left} left.`, more], newCodes(context));
  },
  backup_codes_expire: (context) => {
    const what = `Your backup codes expire on ${instant(context.expiresAt)}. They do not work after that.`;
    return reminder(context, "Your backup codes expire soon", [what], newCodes(context));
  },
  new_device: (context) => {
    const device = context.device ? `: ${context.device}` : "";
    const what = `Your account was used to sign in on a new device${device}.`;
    return event({ ...context, device: undefined }, "Sign-in on a new device", [what], ifNotYou(context));
  },
  failed_guesses: (context) => {
    const what = `Your password was entered correctly, but the second step failed ${count(context.failures, "time")}.`;
    const why = "If this wasn't you, somebody knows your password:";
    return event(context, "Failed attempts to sign in", [what], {
      mail: `${why} sign in at ${context.origin} and change it, then check your security settings.`,
      sms: "Not you? Change your password.",
    });
  },
  // From where is the admin's affair, and would look like a stranger's to the reader.
  admin_reset: ({ device, address, ...context }) => {
    const what = "An administrator removed all second factors from your account.";
    return event(context, "Second factors removed", [what, "Set up a new one when you next sign in."], {
      mail: `If you did not expect this, sign in at ${context.origin} and check your security settings.`,
      sms: "Not expected? Check your security settings.",
    });
  },
  // Of what is to come, and by whom: there is no when and where yet.
  reset_requested: (context) => {
    const what = `An administrator will remove all second factors from your account on ${instant(context.effectiveAt)}.`;
    return reminder(context, "Second factors will be removed", [what], {
      mail: `If you did not ask for this, sign in at ${context.origin} and ask an administrator to stop it.`,
      sms: "Not expected? Ask them to stop it.",
    });
  },
  admin_reset_done: ({ device, address, ...context }) => {
    const what = `All second factors of an account were removed: ${context.account}.`;
    return event(context, "An account was reset", [what, "Another administrator did it."], {
      mail: `If this was not agreed on, sign in at ${context.origin} and look into it.`,
      sms: "Not agreed on? Look into it.",
    });
  },
  recovery_requested: (context) => {
    const what = "Somebody with your password asks to remove all your second factors.";
    const more = `They say that they can't use them any more. They will be removed on ${instant(context.effectiveAt)}.`;
    return event(context, "Recovery of your account", [what, more], {
      mail: `If this wasn't you, sign in at ${context.origin} with a second factor, which stops it. Then change your password.`,
      sms: "Not you? Sign in to stop it.",
    });
  },
  recovery_cancelled: (context) => {
    const what = "The recovery of your account was cancelled.";
    return event(context, "Recovery cancelled", [what, "Your second factors stay as they are."], ifNotYou(context));
  },
  recovery_executed: ({ device, address, ...context }) => {
    const what = "All second factors were removed from your account, as asked some days ago.";
    return event(context, "Recovery carried out", [what, "Set up a new one when you next sign in."], {
      mail: `If you did not ask for this, sign in at ${context.origin} and change your password, then set up a new one.`,
      sms: "Not expected? Change your password.",
    });
  },
  // The link has a line of its own, so that it can be told from the words around it.
  enrollment_link: (context) => {
    const { issuer, link, expiresAt } = context;
    const what = "Open this link, sign in with your password, and set up a new second factor:";
    const until = `It works once, until ${instant(expiresAt)}. Never pass it on to anybody.`;
    const title = "Set up a new second factor";
    return {
      subject: `${issuer}: ${title}`,
      paragraphs: [what, link, until, frame(context).footer],
      sms: `${issuer}: ${title}. We sent you the link by e-mail.`,
    };
  },
  device_token_reused: (context) => {
    const what = `A copy of a trusted browser was used: ${context.deviceName}.`;
    const more = "It is trusted no longer, and you were signed out everywhere.";
    return event(context, "Trusted browser copied", [what, more], {
      mail: `Sign in at ${context.origin} and change your password, then check that device for unwanted programs.`,
      sms: "Change your password.",
    });
  },
  // People name keys at length, so that the short message leaves the name out.
  passkey_copied: (context) => {
    const what = "A passkey or security key of yours may have been copied.";
    const which = `It is called “${context.keyName}”. Remove it, and add a new one.`;
    return event(context, "A key may have been copied", [what, which], {
      mail: `To remove it, sign in at ${context.origin} and open your security settings.`,
      sms: "Remove it in your security settings.",
    });
  },
  device_compromised: ({ device, address, ...context }) => {
    const what = `An administrator withdrew the trust in a browser of yours: ${context.deviceName}.`;
    return event(context, "Trusted browser withdrawn", [what, "You were signed out everywhere."], {
      mail: `Sign in again at ${context.origin} and check your security settings.`,
      sms: "Check your security settings.",
    });
  },
  enroll_by: (context) => {
    const needed = `Your account needs a second factor by ${instant(context.deadline)}.`;
    const after = "You cannot sign in without one after that.";
    return reminder(context, "Set up a second factor", [needed, after], {
      mail: `To set one up, sign in at ${context.origin} and open your security settings.`,
      sms: after,
    });
  },
};

/** No subject has the code: mail servers keep subjects in logs. */
function codeText({ issuer, code, minutes }: CodeContext): Text {
  const goodFor = `It is good for ${minutes === 0 ? "less than a minute" : count(minutes, "minute")}.`;
  const secret = "Never pass it on to anybody: we never ask for it.";
  const notAsked = "If you did not ask for this code, ignore this message.";
  return {
    subject: `Your code for ${issuer}`,
    paragraphs: [`Your code for ${issuer}:`, code, `${goodFor} ${secret}`, notAsked],
    sms: `${code} is your ${issuer} code. ${goodFor} ${secret}`,
  };
}

function event(context: NoticeContext, title: string, said: Notice["said"], advice: Advice): Text {
  const when = instant(context.at);
  const device = context.device && `Device: ${context.device}`;
  const address = context.address && `IP address: ${context.address}`;
  return noticeText({ ...frame(context), title, said, when, facts: [`When: ${when}`, device, address], advice });
}

/** Of what is ahead: there is no when and where yet. */
function reminder(context: MessageContext, title: string, said: Notice["said"], advice: Advice): Text {
  return noticeText({ ...frame(context), title, said, advice });
}

function frame({ issuer }: MessageContext): Pick<Notice, "issuer" | "footer"> {
  return { issuer, footer: `This is a security notice about your account at ${issuer}.` };
}

function ifNotYou({ origin }: MessageContext): Advice {
  return {
    mail: `If this wasn't you, sign in at ${origin} and check your security settings.`,
    sms: "Not you? Check your security settings.",
  };
}

function newCodes({ origin }: MessageContext): Advice {
  return {
    mail: `To make new ones, sign in at ${origin} and open your security settings.`,
    sms: "Make new ones in your security settings.",
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
