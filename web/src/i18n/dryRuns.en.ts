/** What changed settings would have made of the past. */

export const dryRunsEn = {
  "dryRun.title": "What would have been",
  "dryRun.period": "Tried on the last",
  "dryRun.period.8h": "8 h",
  "dryRun.period.24h": "24 h",
  "dryRun.period.7d": "7 days",
  "dryRun.period.30d": "30 days",
  "dryRun.nothing": "Change something, and the difference on the past shows here before anything is in force.",
  "dryRun.failed": "It could not be tried",
  "dryRun.same": "No time would count otherwise.",
  "dryRun.sum": "{time} would count otherwise ({machines}).",
  "dryRun.truncated": "Not every interval is shown.",
  "dryRun.looked": "Looked at: {count}.",
  "dryRun.before": "Is",
  "dryRun.after": "Would be",
  "dryRun.lanes": "The machine’s time as it is, and as it would be",
  "dryRun.lanes.failed": "The machine’s time could not be loaded",
  "dryRun.nothing.said": "nothing",
  "dryRun.undefined": "not defined",
  "dryRun.more": "and {count} more",
} as const;
