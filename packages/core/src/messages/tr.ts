import type { MethodType } from "../protocol.ts";
import { instantIn } from "./instant.ts";
import type { CodeContext, MessageContext, NoticeContext, Text, Texts } from "./message.ts";
import { noticeText, type Advice, type Notice } from "./notice.ts";

// Names, dates and addresses never take a suffix here: which one fits depends on how they are read aloud.
// Short messages lose the marks of their letters on the way out (plain-letters.ts): no word may turn into a rude one.

const METHODS: Readonly<Record<MethodType, string>> = {
  totp: "kimlik doğrulama uygulaması",
  sms: "SMS ile kod",
  email: "e-posta ile kod",
  webauthn: "geçiş veya güvenlik anahtarı",
  backup_code: "yedek kodlar",
};

const instant = instantIn("tr-TR");

export const tr: Texts = {
  sms_code: codeText,
  email_code: codeText,
  method_added: (context) => {
    const what = `Hesabınıza doğrulama yöntemi eklendi: ${METHODS[context.methodType]}.`;
    return event(context, "Doğrulama yöntemi eklendi", [what], ifNotYou(context));
  },
  method_removed: (context) => {
    const what = `Hesabınızdan doğrulama yöntemi kaldırıldı: ${METHODS[context.methodType]}.`;
    return event(context, "Doğrulama yöntemi kaldırıldı", [what], ifNotYou(context));
  },
  mfa_disabled: (context) => {
    const what = "Hesabınızda ikinci doğrulama kapatıldı.";
    const more = "Artık oturum açmak için yalnızca parolanız yeterli.";
    return event(context, "İkinci doğrulama kapatıldı", [what, more], ifNotYou(context));
  },
  backup_codes_regenerated: (context) => {
    const what = "Yeni yedek kodlarınız oluşturuldu. Eski kodlar artık geçersiz.";
    return event(context, "Yeni yedek kodlar oluşturuldu", [what], ifNotYou(context));
  },
  backup_code_used: (context) => {
    const more = context.remaining === 0 ? "Bu, son yedek kodunuzdu." : `Geriye ${context.remaining} yedek kod kaldı.`;
    return event(context, "Yedek kod kullanıldı", ["Hesabınızda bir yedek kod kullanıldı.", more], ifNotYou(context));
  },
  backup_codes_low: (context) => {
    const left = context.remaining === 0 ? "hiç yedek kod kalmadı" : `yalnızca ${context.remaining} yedek kod kaldı`;
    const more = "Diğerlerini siz kullanmadıysanız parolanızı değiştirin.";
    return event(context, "Yedek kodlarınız azaldı", [`Hesabınızda ${left}.`, more], newCodes(context));
  },
  backup_codes_expire: (context) => {
    const what = `Yedek kodlarınızın son kullanma zamanı: ${instant(context.expiresAt)}. Sonrasında geçersiz olurlar.`;
    return reminder(context, "Yedek kodlarınızın süresi doluyor", [what], newCodes(context));
  },
  new_device: (context) => {
    const device = context.device ? `: ${context.device}` : "";
    const what = `Hesabınızda yeni bir cihazdan oturum açıldı${device}.`;
    return event({ ...context, device: undefined }, "Yeni bir cihazdan oturum açıldı", [what], ifNotYou(context));
  },
  failed_guesses: (context) => {
    const what = `Parolanız doğru girildi, ancak ikinci doğrulama ${context.failures} kez başarısız oldu.`;
    const why = "Bu siz değilseniz parolanızı bilen biri var:";
    return event(context, "Başarısız oturum açma denemeleri", [what], {
      mail: `${why} ${context.origin} adresinden oturum açıp parolanızı değiştirin, güvenlik ayarlarınıza bakın.`,
      sms: "Siz değilseniz parolanızı değiştirin.",
    });
  },
  // From where is the admin's affair, and would look like a stranger's to the reader.
  admin_reset: ({ device, address, ...context }) => {
    const what = "Bir yönetici, hesabınızdaki tüm doğrulama yöntemlerini kaldırdı.";
    return event(context, "Doğrulama yöntemleri kaldırıldı", [what, "Sonraki oturum açışınızda yenisini kurun."], {
      mail: `Bundan haberiniz yoksa ${context.origin} adresinden oturum açıp güvenlik ayarlarınızı kontrol edin.`,
      sms: "Haberiniz yoksa güvenlik ayarlarınıza bakın.",
    });
  },
  // Of what is to come, and by whom: there is no when and where yet.
  reset_requested: (context) => {
    const what = `Bir yönetici, tüm doğrulama yöntemlerinizi kaldıracak. Zamanı: ${instant(context.effectiveAt)}.`;
    return reminder(context, "Doğrulama yöntemleri kaldırılacak", [what], {
      mail: `Bunu siz istemediyseniz ${context.origin} adresinden oturum açın ve bir yöneticiden durdurmasını isteyin.`,
      sms: "Haberiniz yoksa yöneticiye durdurtun.",
    });
  },
  admin_reset_done: ({ device, address, ...context }) => {
    const what = `Bir hesabın tüm doğrulama yöntemleri kaldırıldı: ${context.account}.`;
    return event(context, "Bir hesap sıfırlandı", [what, "Bunu başka bir yönetici yaptı."], {
      mail: `Bundan haberiniz yoksa ${context.origin} adresinden oturum açıp durumu inceleyin.`,
      sms: "Haberiniz yoksa inceleyin.",
    });
  },
  recovery_requested: (context) => {
    const what = "Parolanızı bilen biri, tüm doğrulama yöntemlerinizin kaldırılmasını istedi.";
    const more = `Onları artık kullanamadığını söylüyor. Kaldırılma zamanı: ${instant(context.effectiveAt)}.`;
    return event(context, "Hesabınız kurtarılıyor", [what, more], {
      mail: `Bu siz değilseniz ${context.origin} adresinden ikinci doğrulamayla oturum açın: bu, işlemi durdurur. Sonra parolanızı değiştirin.`,
      sms: "Siz değilseniz oturum açıp durdurun.",
    });
  },
  recovery_cancelled: (context) => {
    const what = "Hesabınızın kurtarılması iptal edildi.";
    return event(context, "Kurtarma iptal edildi", [what, "Doğrulama yöntemleriniz aynen duruyor."], ifNotYou(context));
  },
  recovery_executed: ({ device, address, ...context }) => {
    const what = "Birkaç gün önce istendiği gibi tüm doğrulama yöntemleriniz kaldırıldı.";
    return event(context, "Kurtarma tamamlandı", [what, "Sonraki oturum açışınızda yenisini kurun."], {
      mail: `Bunu siz istemediyseniz ${context.origin} adresinden oturum açıp parolanızı değiştirin, sonra yeni bir yöntem kurun.`,
      sms: "Haberiniz yoksa parolanızı değiştirin.",
    });
  },
  // The link has a line of its own, so that it can be told from the words around it.
  enrollment_link: (context) => {
    const { issuer, link, expiresAt } = context;
    const what = "Bu bağlantıyı açın, parolanızla oturum açın ve yeni bir doğrulama yöntemi kurun:";
    const until = `Bağlantı bir kez kullanılabilir. Son zamanı: ${instant(expiresAt)}. Kimseyle paylaşmayın.`;
    const title = "Yeni doğrulama yöntemi kurun";
    return {
      subject: `${issuer}: ${title}`,
      paragraphs: [what, link, until, frame(context).footer],
      sms: `${issuer}: ${title}. Bağlantıyı e-posta ile gönderdik.`,
    };
  },
  device_token_reused: (context) => {
    const what = `Güvenilen bir tarayıcının kopyası kullanıldı: ${context.deviceName}.`;
    const more = "Artık güvenilmiyor ve tüm oturumlarınız kapatıldı.";
    return event(context, "Güvenilen tarayıcı kopyalanmış", [what, more], {
      mail: `${context.origin} adresinden oturum açıp parolanızı değiştirin, sonra cihazı istenmeyen programlara karşı tarayın.`,
      sms: "Parolanızı değiştirin.",
    });
  },
  passkey_copied: (context) => {
    const what = "Bir geçiş veya güvenlik anahtarınız kopyalanmış olabilir.";
    const which = `Adı: “${context.keyName}”. Onu kaldırıp yenisini ekleyin.`;
    return event(context, "Bir anahtar kopyalanmış olabilir", [what, which], {
      mail: `Kaldırmak için ${context.origin} adresinden oturum açıp güvenlik ayarlarınıza gidin.`,
      sms: "Güvenlik ayarlarından kaldırın.",
    });
  },
  device_compromised: ({ device, address, ...context }) => {
    const what = `Bir yönetici, bir tarayıcınıza duyulan güveni kaldırdı: ${context.deviceName}.`;
    return event(context, "Tarayıcı güveni kaldırıldı", [what, "Tüm oturumlarınız kapatıldı."], {
      mail: `${context.origin} adresinden yeniden oturum açıp güvenlik ayarlarınızı kontrol edin.`,
      sms: "Güvenlik ayarlarınıza bakın.",
    });
  },
  enroll_by: (context) => {
    const needed = `Hesabınıza ikinci bir doğrulama yöntemi ekleyin. Son tarih: ${instant(context.deadline)}.`;
    const after = "Sonrasında ikinci doğrulama olmadan oturum açamazsınız.";
    return reminder(context, "İkinci bir doğrulama yöntemi ekleyin", [needed, after], {
      mail: `Eklemek için ${context.origin} adresinden oturum açıp güvenlik ayarlarınıza gidin.`,
      sms: after,
    });
  },
};

/** No subject has the code: mail servers keep subjects in logs. */
function codeText({ issuer, code, minutes }: CodeContext): Text {
  const goodFor = `Kod ${minutes === 0 ? "bir dakikadan kısa süre" : `${minutes} dakika`} geçerlidir.`;
  const secret = "Kimseyle paylaşmayın: bu kodu sizden asla istemeyiz.";
  const notAsked = "Bu kodu siz istemediyseniz bu mesajı dikkate almayın.";
  return {
    subject: `${issuer} doğrulama kodunuz`,
    paragraphs: [`${issuer} doğrulama kodunuz:`, code, `${goodFor} ${secret}`, notAsked],
    sms: `${issuer} doğrulama kodunuz: ${code}. ${goodFor} ${secret}`,
  };
}

function event(context: NoticeContext, title: string, said: Notice["said"], advice: Advice): Text {
  const when = instant(context.at);
  const device = context.device && `Cihaz: ${context.device}`;
  const address = context.address && `IP adresi: ${context.address}`;
  return noticeText({ ...frame(context), title, said, when, facts: [`Zaman: ${when}`, device, address], advice });
}

/** Of what is ahead: there is no when and where yet. */
function reminder(context: MessageContext, title: string, said: Notice["said"], advice: Advice): Text {
  return noticeText({ ...frame(context), title, said, advice });
}

function frame({ issuer }: MessageContext): Pick<Notice, "issuer" | "footer"> {
  return { issuer, footer: `Bu, ${issuer} hesabınızla ilgili bir güvenlik bildirimidir.` };
}

function ifNotYou({ origin }: MessageContext): Advice {
  return {
    mail: `Bu işlemi siz yapmadıysanız ${origin} adresinden oturum açıp güvenlik ayarlarınızı kontrol edin.`,
    sms: "Siz değilseniz güvenlik ayarlarınıza bakın.",
  };
}

function newCodes({ origin }: MessageContext): Advice {
  return {
    mail: `Yeni kod oluşturmak için ${origin} adresinden oturum açıp güvenlik ayarlarınıza gidin.`,
    sms: "Güvenlik ayarlarınızdan yenilerini oluşturun.",
  };
}
