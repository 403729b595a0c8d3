#pragma once
#include <string>
#include <vector>

#include "app/incident/incident_options.hpp"
#include "review/incident/review_answers.hpp"

namespace jurymast::app {

/// Prints the 23 questions with what the log and persons answer. 0 where every question has an answer, 3 where one is open, 4 where the
/// mitigation was not effective; for the rest as incident_command.hpp says.
int print_review(const review::IncidentFacts& facts, const IncidentOptions& options, const IncidentOutput& output);

/// What printed commands need to be pasted as they are: each is empty, or begins with a space.
struct PasteWords {
  std::string place{};   ///< where the log is
  std::string config{};  ///< for commands that read or ask what the configuration names
  std::string window{};  ///< of a look that a person set and nobody recorded
};

/// The answers for a terminal, and as JSON.
std::string review_text(const review::IncidentFacts& facts, const std::vector<review::ReviewAnswer>& answers,
                        const PasteWords& paste);
std::string review_json(const review::IncidentFacts& facts, const std::vector<review::ReviewAnswer>& answers,
                        const PasteWords& paste);

}  // namespace jurymast::app
