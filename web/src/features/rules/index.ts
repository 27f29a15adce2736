/** The editor of reason rules, loaded when it is opened. */

export { RulesPage as default } from "./RulesPage";
