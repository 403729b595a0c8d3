#include "review/incident/review_question.hpp"

#include <algorithm>

namespace jurymast::review {
namespace {

constexpr std::array<ReviewQuestion, kReviewQuestionCount> kQuestions{{
    {"first_alert", ReviewPart::Detection, "Which alert fired first?", "whoever was on call"},
    {"alert_meaning", ReviewPart::Detection, "Was that alert tied to user impact, or only to infrastructure?",
     "the owner of the alert's rule"},
    {"synthetic_first", ReviewPart::Detection, "Did synthetic traffic detect it before users did?", "the owner of the smoke tests"},
    {"arms_separate", ReviewPart::Detection, "Did dashboards separate primary and fallback?", "the owner of the dashboards"},

    {"first_bad", ReviewPart::Diagnosis, "What was the first known bad request?", "whoever has the application's own log"},
    {"classes_increased", ReviewPart::Diagnosis, "Which error classes increased?", "whoever was on call"},
    {"validation_mixed", ReviewPart::Diagnosis, "Were validation errors mixed with upstream failures?",
     "the owner of the application that sends the requests"},
    {"changes_near", ReviewPart::Diagnosis,
     "Was there a deployment, prompt, model, secret rotation or network change near the beginning?",
     "the owners of the application and of the network, and the provider's status page"},

    {"approved_by", ReviewPart::Mitigation, "Who approved the mitigation?", "whoever was on call"},
    {"automatic", ReviewPart::Mitigation, "Was the mitigation automatic or manual?", "whoever was on call"},
    {"share_moved", ReviewPart::Mitigation, "What percentage of the traffic was moved?", "whoever was on call"},
    {"config_changed", ReviewPart::Mitigation, "What exact configuration was changed?",
     "whoever keeps the configuration's history"},
    {"rollback_before", ReviewPart::Mitigation, "Did a rollback plan stand before activation?", "the rollback owner"},
    {"impact_reduced", ReviewPart::Mitigation, "Did the mitigation reduce user impact?", "the owner of the feature's own metric"},

    {"recovery_signal", ReviewPart::Recovery, "What signal showed recovery?", "whoever was on call"},
    {"restored_gradually", ReviewPart::Recovery, "Was the primary restored gradually?", "whoever was on call"},
    {"drained", ReviewPart::Recovery, "Were caches, queues and retries drained safely?",
     "the owners of the caches and queues around the gateway"},
    {"duplicates", ReviewPart::Recovery, "Did users get duplicate or delayed responses?",
     "support, and the owner of the application"},

    {"missing_test", ReviewPart::Prevention, "What test would have caught it?", "the owner of the smoke tests"},
    {"missing_panel", ReviewPart::Prevention, "Which dashboard panel was missing?", "the owner of the dashboards"},
    {"more_specific_rules", ReviewPart::Prevention, "Should rules become more specific?", "the owner of the routing rules"},
    {"changed_setting", ReviewPart::Prevention, "Should a prompt, a schema or a timeout change?", "the owner of the route"},
    {"help_centre", ReviewPart::Prevention, "Should the escalation path reference the help centre?", "the owner of the runbook"},
}};

}  // namespace

const std::array<ReviewQuestion, kReviewQuestionCount>& review_questions() { return kQuestions; }

const ReviewQuestion* review_question(std::string_view name) {
  const auto* const found =
      std::find_if(kQuestions.begin(), kQuestions.end(), [&](const ReviewQuestion& one) { return one.name == name; });
  return found == kQuestions.end() ? nullptr : found;
}

}  // namespace jurymast::review
