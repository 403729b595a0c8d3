#include <fmt/format.h>

#include <algorithm>

#include "review/incident/answer_words.hpp"
#include "review/incident/incident_said.hpp"
#include "review/incident/packet_parts.hpp"

namespace jurymast::review {
namespace {

constexpr unsigned kReview = 1U << static_cast<unsigned>(PacketView::Review);
constexpr unsigned kSupport = 1U << static_cast<unsigned>(PacketView::Support);
constexpr unsigned kTicket = 1U << static_cast<unsigned>(PacketView::Ticket);

/// What a view needs, how it is told to be there, and what to do where it is not; `{}` stands for the incident.
struct ItemRule {
  std::string_view name;
  std::string_view words;
  unsigned views = 0;
  bool (*there)(const PacketInput& input) = nullptr;
  std::string_view remedy;
};

constexpr std::string_view kLookFurther = "look at a longer time: jurymast incident move{} --from TIME";
constexpr std::string_view kInForce =
    "the log has no configuration before the beginning: keep the log's older files in the state directory";

template <std::size_t kIndex>
bool field_there(const PacketInput& input) {
  return escalation_fields(input)[kIndex].second != kMissing;
}

bool timeline_there(const PacketInput& input) { return !input.facts.timeline.empty(); }
bool histogram_there(const PacketInput& input) { return input.facts.histogram.operations > 0; }
bool affected_there(const PacketInput& input) {
  return !affected(input.facts, "service").empty() && !affected(input.facts, "tenant").empty();
}
bool route_there(const PacketInput& input) { return input.facts.in_force.route(input.facts.scope.route) != nullptr; }
bool targets_there(const PacketInput& input) {
  const auto* const route = input.facts.in_force.route(input.facts.scope.route);
  return route != nullptr && input.facts.in_force.target(route->primary) != nullptr;
}
bool samples_there(const PacketInput& input) { return input.bad.has_value(); }
bool support_there(const PacketInput& input) { return support_is_current(input.ask); }
bool statement_there(const PacketInput& input) { return !closing_statement(input.facts).empty(); }
bool follow_ups_there(const PacketInput& input) {
  const std::vector<FollowUp> all = follow_ups(input.facts.said);
  return !all.empty() && std::all_of(all.begin(), all.end(), [](const FollowUp& one) { return one.whole(); });
}
bool kind_there(const PacketInput& input) { return input.ask.question_kind.has_value(); }

constexpr std::array kRules = std::to_array<ItemRule>({
    {"timeline", "the timeline", kReview | kTicket, timeline_there, kLookFurther},
    {"graphs", "a graph, or where it is", kReview, histogram_there, kLookFurther},
    {"affected", "the affected service and tenant", kReview | kTicket, affected_there,
     "jurymast incident enter{} service NAME --source URL, and the same for tenant; `all` is an answer"},
    {"configuration", "the configuration at that time", kReview | kSupport, route_there, kInForce},
    {"targets", "the models of primary and fallback", kReview | kSupport | kTicket, targets_there, kInForce},
    {"samples", "a sanitised sample of request and answer", kReview | kSupport, samples_there, kLookFurther},
    {"histogram", "the histogram of error classes", kReview | kSupport | kTicket, histogram_there, kLookFurther},
    {"support_path", "the support path, looked at within 30 days", kReview | kSupport, support_there,
     "read the provider's help page, then --support-source URL --support-accessed DATE"},
    {"impact_statement", "the final statement of customer impact", kReview, statement_there,
     "jurymast incident close{} --text STATEMENT"},
    {"follow_ups", "what is to be done, each with an owner and a day", kReview | kTicket, follow_ups_there,
     "jurymast incident follow-up{} TEXT --owner WHO --due DATE"},
    {"family", "the family that was checked", kReview | kSupport, field_there<0>, kLookFurther},
    {"request_shape", "the sanitised shape of the request", kReview | kSupport, field_there<1>, kLookFurther},
    {"status_class", "the status class", kReview | kSupport, field_there<2>, kLookFurther},
    {"parser_result", "what the parser made of the answer", kReview | kSupport, field_there<3>, kLookFurther},
    {"retry_count", "the count of retries", kReview | kSupport, field_there<4>, kLookFurther},
    {"fallback_decision", "the fallback's decision", kReview | kSupport, field_there<5>, kLookFurther},
    {"operator_decision", "the operator's decision", kReview | kSupport, field_there<6>,
     "jurymast incident enter{} operator_decision investigate --source URL; or pass, or fail"},
    {"documentation", "links to the documentation, each with its day", kReview | kSupport, field_there<7>,
     "jurymast contract snapshot, with the gateway running"},
    {"question_kind", "whether it is about application, documentation, account or provider", kSupport, kind_there,
     "--question-kind application, documentation, account or provider"},
});

}  // namespace

std::vector<PacketItem> packet_items(const PacketInput& input) {
  const unsigned view = 1U << static_cast<unsigned>(input.ask.view);
  std::vector<PacketItem> items;
  for (const ItemRule& rule : kRules) {
    if ((rule.views & view) == 0) continue;
    PacketItem item{rule.name, rule.words, rule.there(input), {}};
    if (!item.there) item.remedy = fmt::format(fmt::runtime(rule.remedy), incident_words(input.facts.scope));
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace jurymast::review
