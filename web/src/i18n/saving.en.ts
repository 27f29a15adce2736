/** Putting settings in force, and their versions. */

export const savingEn = {
  "saving.title": "Put in force",
  "saving.from": "In force",
  "saving.from.now": "from now on",
  "saving.from.date": "from a date on",
  "saving.from.ever": "from the beginning",
  "saving.at": "Date and time",
  "saving.at.form": "2026-11-24 08:00",
  "saving.save": "Save",
  "saving.discard": "Discard changes",
  "saving.history": "Versions",
  "saving.history.failed": "The versions could not be loaded",
  "saving.history.none": "Nothing has been changed yet: what the plant started with is in force",
  "saving.version": "Version {number}",
  "saving.since": "in force from {time}",
  "saving.entered": "entered {time}, {author}",
  "saving.nobody": "author not given",
  "saving.take": "Load into the editor",
  "saving.starter": "As delivered",
  "saving.planned": "A version that begins later has already been entered",
  "saving.back": "← Settings",
} as const;
