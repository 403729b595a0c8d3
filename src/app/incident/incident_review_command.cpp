#include "app/incident/incident_review_command.hpp"

#include <algorithm>

#include "app/exit_code.hpp"

namespace jurymast::app {

int run_incident_review(const IncidentReviewOptions& options, const IncidentWorld& world) {
  const FoundFacts found = find_facts(options.place, world, "review");
  if (!found.facts) return found.exit;
  const std::vector<review::ReviewAnswer> answers = review_answers(*found.facts);
  const std::string text = options.json ? review_json(*found.facts, answers) : review_text(*found.facts, answers);
  std::fwrite(text.data(), 1, text.size(), world.out);
  if (found.facts->mitigation == review::Mitigation::NotEffective) return kInvestigate;
  return std::any_of(answers.begin(), answers.end(), [](const auto& one) { return one.open(); }) ? kHold : kPass;
}

}  // namespace jurymast::app
