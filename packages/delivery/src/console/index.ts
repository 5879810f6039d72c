export { consoleChannel, type ConsoleChannel, type ConsoleOptions } from "./channel.ts";
