/** Express 4 has the shape of 5 where the tests touch it; both sets of types can't be installed side by side. */
declare module "express4" {
  export { default } from "express";
}
