#include "record/rendering.hpp"
#include "record/rendering_words.hpp"

namespace jurymast::record {
namespace {

/// The template has one word for reading and checking: an answer that was read and breaks the route's rules is rejected.
std::string parser_result(const JoinedView& view) {
  const bool checked_and_whole = view.output == "none" || view.output == "not_checked" || view.output == "undecided";
  const bool broken = view.read == AnswerRead::Accepted && !checked_and_whole;
  return std::string(name_of(broken ? AnswerRead::Rejected : view.read));
}

FieldValue flag_or_unknown(std::optional<bool> flag) {
  if (flag) return *flag;
  return std::string(kNotKnown);
}

}  // namespace

Rendering render_b(const JoinedView& view) {
  return conformed(Template::B, {{"check_id", view.id},
                                 {"endpoint_family", kebab_family(view.family)},
                                 {"request_contract_version", or_unknown(view.contract_version)},
                                 {"status_class", std::string(name_of(view.status_class))},
                                 {"fallback_taken", flag_or_unknown(view.fallback_taken)},
                                 {"retry_count", count_or_unknown(view.retries)},
                                 {"backoff_policy_seen", flag_or_unknown(view.backoff_seen)},
                                 {"parser_result", parser_result(view)},
                                 {"operator_decision", std::string(name_of(view.decision))},
                                 {"evidence_links", view.links}});
}

}  // namespace jurymast::record
