/** A figure explained, loaded when it is first opened. */

export { ExplainFigurePage as default } from "./ExplainFigurePage";
