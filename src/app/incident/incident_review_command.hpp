#pragma once
#include <string>
#include <vector>

#include "app/incident/incident_world.hpp"
#include "review/incident/review_answers.hpp"

namespace jurymast::app {

/// What `jurymast incident review` was asked.
struct IncidentReviewOptions {
  ReviewPlace place{};
  bool json = false;
};

/// Prints the 23 questions with what the log and persons answer. 0 where every question has an answer, 3 where one is open, 4 where the
/// mitigation was not effective, 1 no such incident, 2 misuse, 5 where the log cannot be read.
int run_incident_review(const IncidentReviewOptions& options, const IncidentWorld& world);

/// The answers for a terminal, and as JSON.
std::string review_text(const review::IncidentFacts& facts, const std::vector<review::ReviewAnswer>& answers);
std::string review_json(const review::IncidentFacts& facts, const std::vector<review::ReviewAnswer>& answers);

}  // namespace jurymast::app
