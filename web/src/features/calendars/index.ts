/** The calendars of the plant, loaded when they are opened. */

export { CalendarsPage as default } from "./CalendarsPage";
