#include "review/rules_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "review/lint.hpp"

namespace jurymast::review {
namespace {

constexpr std::string_view kIntroduction =
    R"(# Linters

```
jurymast lint runbook FILE…      # Markdown: is everything there that is needed at night, and nothing that goes stale or leaks
jurymast lint handoff FILE…      # Markdown: command, result, changed files, remaining uncertainty
jurymast lint note FILE…         # a short text: no claims, no secrets, no transcripts
jurymast lint record FILE…       # JSON Lines: no more than the vocabulary, and the four questions answered
```

`-` is standard input. `--format text|json|sarif`; SARIF is what code hosts show beside a change. `--strict` lets warnings fail as
well; `--max-age DAYS` says how old a review or a look at a source may be (90). Exit codes: 0 clean, 1 findings, 2 usage or a file
that cannot be read, 5 the linter itself failed.

`jurymast runbook new ROUTE` writes a runbook for a route of the configuration that passes; what it cannot know it leaves as
`<FILL_IN_…>`, which every linter accepts in the place of a fact, and warns of. Placeholders are capitals and underscores between
angle brackets. Three complete runbooks are in `examples/runbooks/`; their dates are those of the day on which their pages were
looked at, so that today's linter warns of their age.

A runbook states its facts as lines (`Rollback owner: …`, also in bold, in a list or as a row of a table) or as sections of that
title. A claim is looked for in every sentence outside of code blocks; a sentence that denies it, or asks to verify it, is none.

Bounds: 256 KiB and 5000 lines of at most 4 KiB a text, 80 MiB a file of records; a rule tells at most 50 places of a file.

This page is made from the tables in the program, so it says what the program does.

## The rules

| rule | severity | for | finds |
|---|---|---|---|
)";

std::string kinds_of(const Rule& rule) {
  std::string kinds;
  for (std::size_t i = 0; i < kTextKindNames.size(); ++i) {
    const std::vector<const Rule*> rules = rules_of(static_cast<TextKind>(i));
    if (std::find(rules.begin(), rules.end(), &rule) == rules.end()) continue;
    kinds += fmt::format("{}{}", kinds.empty() ? "" : ", ", kTextKindNames[i]);
  }
  return kinds;
}

/// The anchor that a heading of this id gets on code hosts.
std::string anchor_of(std::string_view id) {
  std::string anchor(id);
  anchor.erase(std::remove(anchor.begin(), anchor.end(), '/'), anchor.end());
  return anchor;
}

}  // namespace

std::string render_rules_page() {
  std::string page(kIntroduction);
  const std::vector<const Rule*> rules = all_rules();
  for (const Rule* rule : rules) {
    page += fmt::format("| [`{}`](#{}) | {} | {} | {} |\n", rule->id, anchor_of(rule->id), name_of(rule->severity), kinds_of(*rule),
                        rule->what);
  }
  page += "\n## Rule by rule\n";
  for (const Rule* rule : rules) {
    page += fmt::format("\n### {}\n\n{}: {}.\n\n*Why:* {}.\n\n*Instead:* {}.\n\n```\n{}\n```\n", rule->id, name_of(rule->severity),
                        rule->what, rule->why, rule->instead, rule->example);
  }
  return page;
}

}  // namespace jurymast::review
