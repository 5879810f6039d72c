import type { RiskNotes, Texts } from "./texts.ts";

export const tr: Texts = {
  "ERR-UNAUTHENTICATED": { title: "Oturum açın", detail: "Oturumunuz açık değil ya da sona erdi." },
  "ERR-MFA-REQUIRED": {
    title: "MFA doğrulaması gerekli",
    detail: "Parolanız kabul edildi. Oturum açmayı ikinci doğrulama ile tamamlayın.",
  },
  "ERR-MFA-INVALID": {
    title: "MFA kodu geçersiz",
    detail: "Bu kod ya da anahtar kabul edilmedi. Tekrar deneyin; kod ise yenisini bekleyin.",
  },
  "ERR-MFA-CHALLENGE-INVALID": {
    title: "Baştan başlayın",
    detail: "Bu oturum açma işleminin süresi doldu ya da işlem tamamlandı. Yeniden oturum açın.",
  },
  "ERR-MFA-STEP-UP-REQUIRED": {
    title: "Kimliğinizi doğrulayın",
    detail: "Bu işlem için yakın zamanda yapılmış bir doğrulama gerekir. İkinci doğrulamayı gösterip tekrar deneyin.",
  },
  "ERR-MFA-ENROLLMENT-REQUIRED": {
    title: "İkinci doğrulama kurun",
    detail: "Devam etmek için bu hesapta ikinci bir doğrulama yöntemi bulunmalıdır.",
  },
  "ERR-MFA-ALREADY-ENABLED": {
    title: "MFA zaten aktif",
    detail: "Bu yöntem zaten kurulu ya da izin verilen sayıya ulaşıldı.",
  },
  "ERR-MFA-NOT-ENABLED": { title: "MFA aktif değil", detail: "Bu hesapta böyle bir doğrulama yöntemi yok." },
  "ERR-MFA-ADMIN-REQUIRED": { title: "İzin verilmiyor", detail: "Admin kullanıcılar MFA'yı devre dışı bırakamaz." },
  "ERR-MFA-RATE-LIMITED": { title: "Çok fazla deneme", detail: "Çok fazla doğrulama denemesi. Lütfen bekleyin." },
  "ERR-SESSION-LIMIT": {
    title: "Çok fazla oturum",
    detail: "Olabilecek en çok sayıda cihazda oturumunuz açık. Önce bunlardan birini sonlandırın.",
  },
  "ERR-FORBIDDEN": { title: "İzin verilmiyor", detail: "Bu işlemi yapamazsınız." },
  "ERR-NOT-FOUND": { title: "Bulunamadı", detail: "Burada bir şey yok." },
  "ERR-VALIDATION": { title: "Girdiyi denetleyin", detail: "İstekte eksik, bilinmeyen ya da hatalı alanlar var." },
  "ERR-UNSUPPORTED-MEDIA": {
    title: "Yalnızca JSON",
    detail: "Gövdeyi sıkıştırmadan application/json olarak gönderin.",
  },
  "ERR-TOO-LARGE": { title: "Çok büyük", detail: "İsteğin gövdesi çok büyük." },
  "ERR-CROSS-SITE": { title: "Başka siteden", detail: "İstek başka bir siteden geldi." },
  "ERR-UNAVAILABLE": {
    title: "Biraz sonra deneyin",
    detail: "Hizmetin bir bölümü yanıt vermiyor. Hiçbir şey kaybolmadı; biraz sonra tekrar deneyin.",
  },
};

export const trRiskNotes: RiskNotes = {
  sms: "Kısa mesajlar, örneğin numaranız başkasına geçirilirse, başkaları tarafından okunabilir. Doğrulama uygulaması daha güvenlidir; bu yöntemi onun yanında kullanın.",
  email: "E-posta, ancak posta kutunuz kadar güvenlidir. Doğrulama uygulaması sizi daha iyi korur.",
};
