#include "app/incident/incident_review_command.hpp"

#include <algorithm>

#include "app/exit_code.hpp"
#include "app/incident/incident_command.hpp"
#include "app/incident/incident_report.hpp"

namespace jurymast::app {
namespace {

PasteWords paste_words(const review::IncidentFacts& facts, const IncidentOptions& options) {
  PasteWords paste{.place = place_words(options)};
  if (options.state.empty()) paste.config = paste.place;
  if (options.from.empty()) return paste;
  // As moments, since `2h` means another one when it is pasted.
  paste.window = " --from " + to_rfc3339(facts.scope.from);
  if (facts.scope.to) paste.window += " --to " + to_rfc3339(*facts.scope.to);
  return paste;
}

}  // namespace

int print_review(const review::IncidentFacts& facts, const IncidentOptions& options, const IncidentOutput& output) {
  const std::vector<review::ReviewAnswer> answers = review_answers(facts);
  const PasteWords paste = paste_words(facts, options);
  const std::string text = options.json ? review_json(facts, answers, paste) : review_text(facts, answers, paste);
  std::fwrite(text.data(), 1, text.size(), output.out);
  if (facts.mitigation == review::Mitigation::NotEffective) return kInvestigate;
  return std::any_of(answers.begin(), answers.end(), [](const auto& one) { return one.open(); }) ? kHold : kPass;
}

int run_incident_review(const IncidentOptions& options, Clock& clock, const IncidentOutput& output) {
  const auto facts = read_facts(options, clock);
  return facts ? print_review(*facts, options, output) : complain(output, facts.error());
}

}  // namespace jurymast::app
