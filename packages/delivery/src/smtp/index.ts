export { smtpChannel, type SmtpOptions } from "./channel.ts";
