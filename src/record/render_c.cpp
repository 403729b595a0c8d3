#include "record/rendering.hpp"
#include "record/rendering_words.hpp"

namespace jurymast::record {
namespace {

constexpr std::size_t kDayCharacters = 10;

std::string family_text(const JoinedView& view) { return upper(view.family ? name_of(*view.family) : kNotKnown); }

/// A client's own request was made to show neither.
std::string request_type(const JoinedView& view) {
  return view.request_type ? upper(name_of(*view.request_type)) : "CLIENT_REQUEST";
}

std::string retry_decision(const JoinedView& view) {
  if (!view.retries) return upper(kNotKnown);
  if (view.escalated || *view.retries > 1) return "ESCALATE";
  return *view.retries == 1 ? "SINGLE_RETRY" : "NO_RETRY";
}

/// The template's own word for none, and for what is not known.
std::string object_type(const JoinedView& view) {
  return view.object_type.empty() || view.object_type == kNotKnown ? "NOT_RETURNED" : view.object_type;
}

std::string rollout(RolloutDecision decision) {
  constexpr std::array<std::string_view, 3> kWords{"KEEP_PRIMARY", "ROUTE_CANARY", "ROLL_BACK"};
  return std::string(kWords[static_cast<std::size_t>(decision)]);
}

}  // namespace

Rendering render_c(const JoinedView& view) {
  return conformed(Template::C, {{"review_date", to_rfc3339(view.at).substr(0, kDayCharacters)},
                                 {"operator", or_unknown(view.person)},
                                 {"environment", upper(or_unknown(view.environment))},
                                 {"endpoint_family", family_text(view)},
                                 {"model_reference", "<MODEL_ID>"},
                                 {"request_type", request_type(view)},
                                 {"status_class", upper(name_of(view.status_class))},
                                 {"response_id_present", upper(name_of(view.id_present))},
                                 {"response_object_type", object_type(view)},
                                 {"usage_field_present", upper(name_of(view.usage_present))},
                                 {"retry_decision", retry_decision(view)},
                                 {"fallback_decision", rollout(view.rollout)},
                                 {"evidence_links", view.links},
                                 {"notes", notes_text(view)}});
}

}  // namespace jurymast::record
