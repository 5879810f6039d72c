import type { Request, Response } from "express";
import { html } from "../pages/html.ts";
import { send } from "./forms.ts";

/** For an address of somebody who is not there. */
export function nobodyHere(req: Request, res: Response): void {
  send(req, res.status(404), {
    title: "Nobody here",
    body: html`<p>There is nobody of that name. <a href="/admin">All people</a></p>`,
  });
}
