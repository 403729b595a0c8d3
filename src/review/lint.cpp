#include "review/lint.hpp"

#include <algorithm>
#include <span>
#include <tuple>

#include "review/claims.hpp"
#include "review/content_checks.hpp"
#include "review/handoff_checks.hpp"
#include "review/markdown.hpp"
#include "review/record_checks.hpp"
#include "review/runbook_checks.hpp"
#include "review/text_guard.hpp"

namespace jurymast::review {
namespace {

using Tables = std::vector<std::span<const Check>>;

/// The tables of a kind of text; records are no text, and have their own.
Tables tables_of(TextKind kind) {
  switch (kind) {
    case TextKind::Runbook:
      return {runbook_section_checks(), runbook_owner_checks(), runbook_content_checks(), runbook_source_checks(),
              content_checks()};
    case TextKind::Note:
      return {note_checks(), content_checks()};
    case TextKind::Handoff:
      return {handoff_checks(), content_checks()};
    case TextKind::Record:
      break;
  }
  return {};
}

Result<Document> read(TextKind kind, std::string_view text) {
  if (kind != TextKind::Note) return read_markdown(text);
  if (const Result<void> checked = check_text(text); !checked) return tl::unexpected(checked.error());
  return read_plain(text);
}

void sort(Findings& findings) {
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.place, a.rule->id, a.what) < std::tie(b.place, b.rule->id, b.what);
  });
}

}  // namespace

Result<Findings> lint(TextKind kind, std::string_view text, const LintOptions& options) {
  Findings findings;
  if (kind == TextKind::Record) {
    if (const Result<void> checked = check_records(text, findings); !checked) return tl::unexpected(checked.error());
  } else {
    const Result<Document> document = read(kind, text);
    if (!document) return tl::unexpected(document.error());
    for (const std::span<const Check> table : tables_of(kind)) {
      for (const Check& check : table) {
        Reporter report(check.rule, *document, findings);
        check.run({*document, options}, report);
      }
    }
    ClaimSearch().check(*document, findings);
  }
  sort(findings);
  return findings;
}

std::vector<const Rule*> rules_of(TextKind kind) {
  std::vector<const Rule*> rules;
  for (const std::span<const Check> table : tables_of(kind)) {
    for (const Check& check : table) rules.push_back(&check.rule);
  }
  if (kind == TextKind::Record) {
    for (const Rule& rule : record_rules()) rules.push_back(&rule);
    for (const Check& check : content_checks().first(kSecretRuleCount)) rules.push_back(&check.rule);
  }
  for (const Rule& rule : claim_rules()) rules.push_back(&rule);
  return rules;
}

std::vector<const Rule*> all_rules() {
  std::vector<const Rule*> rules;
  for (std::size_t i = 0; i < kTextKindNames.size(); ++i) {
    for (const Rule* rule : rules_of(static_cast<TextKind>(i))) {
      if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
    }
  }
  std::sort(rules.begin(), rules.end(), [](const Rule* a, const Rule* b) { return a->id < b->id; });
  return rules;
}

}  // namespace jurymast::review
