#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/gate/gate_report.hpp"

namespace jurymast::app {
namespace {

using evidence::Conjunct;
using record::Tri;

constexpr std::size_t kNameWidth = 27;
constexpr std::size_t kShownDigits = 16;

std::string_view title_of(std::string_view kind) {
  if (kind == kToInvestigate) return "To find out first";
  return kind == name_of(Tri::False) ? "Does not hold" : "Is not known";
}

std::size_t count_of(const evidence::Verdict& verdict, Tri holds) {
  return static_cast<std::size_t>(std::count_if(verdict.conjuncts.begin(), verdict.conjuncts.end(),
                                                [&](const Conjunct& conjunct) { return conjunct.look.holds == holds; }));
}

std::string count_sentence(const evidence::Verdict& verdict) {
  return fmt::format("{} of {} conditions hold, {} do not, {} are not known.", count_of(verdict, Tri::True),
                     verdict.conjuncts.size(), count_of(verdict, Tri::False), count_of(verdict, Tri::Unknown));
}

std::string or_nothing(const std::string& text) { return text.empty() ? "-" : text; }

std::string digests(const GateReport& report) {
  const auto shortened = [](const std::string& digits) {
    return digits.empty() ? "not known" : "sha256:" + digits.substr(0, kShownDigits);
  };
  return fmt::format("rules {}, records {}, contract pack {}", shortened(report.policy_digest), shortened(report.evidence_digest),
                     shortened(report.contract_digest));
}

/// Names of the rules that nobody has tuned, or of those that somebody has.
std::string rules_that(const evidence::GateRules& rules, bool untouched) {
  std::string names;
  for (const evidence::GateRule& rule : evidence::kGateRules) {
    if (evidence::is_default(rules, rule) != untouched) continue;
    names += fmt::format("{}{}={}", names.empty() ? "" : ", ", rule.name, rules.*rule.value);
  }
  return names.empty() ? "none" : names;
}

std::vector<std::string> set_aside_sentences(const GateReport& report) {
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < report.set_aside.size(); ++i) {
    if (report.set_aside[i] > 0) sentences.push_back(fmt::format("{}: {}", evidence::kSetAsideReasons[i], report.set_aside[i]));
  }
  if (report.asked.lines_left_out > 0) {
    sentences.push_back(fmt::format("older than what a case has room for: {}", report.asked.lines_left_out));
  }
  return sentences;
}

/// A cell of a table: no line break and no column of its own.
std::string cell(std::string text) {
  std::replace(text.begin(), text.end(), '|', '/');
  return or_nothing(text);
}

}  // namespace

std::string gate_text(const GateReport& report) {
  std::string text = headline(report) + "\n" + count_sentence(report.verdict) + "\n";
  std::string_view kind;
  for (const GateReason& reason : reasons_of(report.verdict)) {
    if (reason.kind != kind) text += fmt::format("\n{}\n", title_of(reason.kind));
    kind = reason.kind;
    text += fmt::format("  {}: {}{}\n", reason.name, reason.what, origin_of(reason));
    if (!reason.command.empty()) text += fmt::format("    $ {}\n", reason.command);
  }
  text += fmt::format("\nNext\n  {}\n", next_step(report));
  for (const std::string& warning : report.verdict.warnings) text += fmt::format("  warning: {}\n", warning);
  text += "\nWhat was looked at: as documented | as measured\n";
  for (const Conjunct& conjunct : report.verdict.conjuncts) {
    const evidence::Look& look = conjunct.look;
    text += fmt::format("  {:<{}} {:<8} {} | {}\n", conjunct.name, kNameWidth, name_of(look.holds), or_nothing(look.documented),
                        or_nothing(look.measured));
  }
  const std::vector<std::string> aside = set_aside_sentences(report);
  if (!aside.empty()) text += fmt::format("\nSet aside\n  {}\n", fmt::join(aside, "\n  "));
  text += fmt::format("\nRules, version {}\n  untouched defaults: {}\n  tuned: {}\n", evidence::kGateRulesVersion,
                      rules_that(report.rules, true), rules_that(report.rules, false));
  text += fmt::format("\nWhat this does not show\n  {}\n", fmt::join(evidence::kNotShown, "\n  "));
  return text + fmt::format("\nComputed at {} from {}.\n", to_rfc3339(report.asked.question.at), digests(report));
}

std::string gate_markdown(const GateReport& report) {
  std::string text = fmt::format("## {}\n\n{}\n", headline(report), count_sentence(report.verdict));
  std::string_view kind;
  for (const GateReason& reason : reasons_of(report.verdict)) {
    if (reason.kind != kind) text += fmt::format("\n### {}\n\n", title_of(reason.kind));
    kind = reason.kind;
    text += fmt::format("- `{}`: {}{}{}\n", reason.name, reason.what, origin_of(reason),
                        reason.command.empty() ? "" : fmt::format("\n  `{}`", reason.command));
  }
  text += fmt::format("\n### Next\n\n{}\n", next_step(report));
  for (const std::string& warning : report.verdict.warnings) text += fmt::format("\n> warning: {}\n", warning);
  text += "\n### What was looked at\n\n| condition | holds | as documented | as measured |\n|---|---|---|---|\n";
  for (const Conjunct& conjunct : report.verdict.conjuncts) {
    text += fmt::format("| `{}` | {} | {} | {} |\n", conjunct.name, name_of(conjunct.look.holds), cell(conjunct.look.documented),
                        cell(conjunct.look.measured));
  }
  const std::vector<std::string> aside = set_aside_sentences(report);
  if (!aside.empty()) text += fmt::format("\n### Set aside\n\n- {}\n", fmt::join(aside, "\n- "));
  text += fmt::format("\n### Rules, version {}\n\n- untouched defaults: {}\n- tuned: {}\n", evidence::kGateRulesVersion,
                      rules_that(report.rules, true), rules_that(report.rules, false));
  text += fmt::format("\n### What this does not show\n\n- {}\n", fmt::join(evidence::kNotShown, "\n- "));
  return text + fmt::format("\nComputed at {} from {}.\n", to_rfc3339(report.asked.question.at), digests(report));
}

}  // namespace jurymast::app
