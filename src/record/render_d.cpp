#include "record/rendering.hpp"
#include "record/rendering_words.hpp"

namespace jurymast::record {
namespace {

std::string response_family(const JoinedView& view) {
  if (view.failure_class == "ok" && view.read == AnswerRead::Accepted) return "parseable-response";
  const bool classified = !view.failure_class.empty() && view.failure_class != "ok" && view.failure_class != "ambiguous";
  if (classified || !view.refusal.empty()) return "classified-error";
  return view.failure_class.empty() ? std::string(kNotKnown) : "unclassified";
}

std::string notes_with_decision(const JoinedView& view) {
  const std::string notes = notes_text(view);
  if (view.decision != OperatorDecision::Investigate) return notes;
  return notes.empty() ? "investigate" : "investigate; " + notes;
}

}  // namespace

Rendering render_d(const JoinedView& view) {
  return conformed(Template::D, {{"run_id", view.id},
                                 {"checked_at", to_rfc3339(view.at)},
                                 {"source_url", or_unknown(view.source_url)},
                                 {"request_family", kebab_family(view.family)},
                                 {"status_class", std::string(name_of(view.status_class))},
                                 {"response_family", response_family(view)},
                                 {"retry_attempt_count", count_or_unknown(view.retries)},
                                 {"fallback_decision", std::string(name_of(view.gate))},
                                 {"operator_result", view.decision == OperatorDecision::Pass ? "pass" : "fail"},
                                 {"notes", notes_with_decision(view)}});
}

}  // namespace jurymast::record
