#include "app/log/log_advice.hpp"

#include <fmt/format.h>

#include <array>

#include "base/failure_class.hpp"
#include "base/refusal.hpp"
#include "policy/class_table.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::app {
namespace {

struct Words {
  std::string_view name;
  std::string_view text;
};

constexpr auto kDenials = std::to_array<Words>({
    {"killed", "the kill switch stands"},
    {"disabled", "a person has disabled it for a time (an override)"},
    {"suspended", "it is suspended from the route's fallbacks after what its rescues showed"},
    {"credential_open", "its credential is refused by the provider and out of use"},
    {"breaker_open", "its breaker is open after too many failures"},
    {"ramp", "its breaker has just closed and lets only part of the traffic in"},
    {"paused", "it asked for a slower pace and is paused"},
    {"full", "it has as many requests in flight as it may"},
    {"budget", "its retry budget is spent"},
});
static_assert(kDenials.size() + 1 == record::kDenialNames.size());

constexpr auto kRetries = std::to_array<Words>({
    {"denied_budget", "a retry was wanted, and the target's budget was spent"},
    {"denied_class", "no retry, since this kind of failure does not go away by one"},
    {"denied_unsafe", "no retry, since the upstream may have done the work already"},
    {"escalate", "no retry; a person has to look"},
});

constexpr auto kConditions = std::to_array<Words>({
    {"mode", "whether the route's mode lets it fall back by itself"},
    {"class_permits", "whether this kind of failure may go to another target"},
    {"approved", "whether the target is among the route's fallbacks"},
    {"stateless", "whether the request leans on nothing that only its first target holds"},
    {"side_effects", "whether doing it twice does no harm"},
    {"window", "whether the fallback's context window holds the request"},
    {"schema", "whether the fallback's answer is checked by the same validator"},
    {"evidence", "whether a recent check showed that the fallback serves this route"},
    {"token_limit", "whether anything bounds the answer's length; set `token_limit` on the route or the target"},
    {"log", "whether every decision is being recorded"},
    {"not_killed", "whether fallback is allowed at all at the moment (kill switch)"},
});
static_assert(kConditions.size() == record::kConditionCount);

constexpr auto kRefusals = std::to_array<Words>({
    {"client_auth", "The caller's key is not one of [clients]. If it should be, compare the key's variable or file on both sides."},
    {"client_framing", "The request was not unambiguous HTTP/1.1. Look at what stands between the caller and the gateway."},
    {"client_json", "The body was no strict JSON, or a routing field was doubled or of the wrong type. Tell the caller's owner."},
    {"client_too_large", "The body is over the limit. Tell the caller's owner."},
    {"route_unknown",
     "No route of this family takes that model name: compare what the caller sends as `model` with `match` of the "
     "routes."},
    {"path_unknown", "The path is none the gateway serves. Compare the caller's base URL."},
    {"unsupported", "The request asks for something the gateway does not pass on."},
    {"all_open",
     "Every target's breaker was open. See `jurymast status` for what they failed with; a further fallback would have "
     "served."},
    {"all_paused", "Every target asked for a slower pace. Look at the request rate; a further fallback would have served."},
    {"all_full", "Every target had as many requests in flight as it may. Look for slow answers, or raise `max_inflight`."},
    {"not_eligible",
     "No target could take this request: a stateful one stays where its state is, others need a target of their "
     "family."},
    {"shed", "The gateway was at its limit and let the less urgent go. Look at the load, or raise `server.max_inflight`."},
    {"draining", "The gateway was about to stop. Callers should have been moved to another instance first."},
    {"loop", "The request had come through this gateway before: two gateways name each other as targets."},
    {"deadline", "The time ran out before a target could be asked. Look at the deadline and at what it waited for."},
    {"memory", "Held answers took the memory that `server.memory_max` allows. Look for many large buffered answers."},
    {"internal", "The gateway failed. Its log at this time says where; please report it."},
    {"probe_invalid",
     "A probe came without a ticket of this process. Tickets end with the process that gave them: run the check again."},
    {"probe_expired", "A probe came later than a minute after its ticket. Run the check again."},
    {"probe_spent", "A probe's ticket came twice. Something repeats requests between the check and the gateway."},
    {"probe_mismatch",
     "A probe asked for something else than its ticket. Compare the route's `match` with the model that was asked for."},
});
static_assert(kRefusals.size() == kRefusalCount);

template <std::size_t N>
std::string_view find(const std::array<Words, N>& all, std::string_view name) {
  for (const Words& words : all) {
    if (words.name == name) return words.text;
  }
  return {};
}

std::string known_or(std::string_view text, std::string_view otherwise) { return std::string(text.empty() ? otherwise : text); }

}  // namespace

std::string denial_words(std::string_view denial) { return known_or(find(kDenials, denial), denial); }

std::string_view retry_words(std::string_view retry) { return find(kRetries, retry); }

std::string condition_words(std::string_view condition) { return known_or(find(kConditions, condition), condition); }

std::string advice_for(const record::ParsedOperation& operation) {
  if (operation.outcome == "interrupted") {
    return "See why the process ended (the system's journal, `dmesg` for memory). Callers saw a closed connection and "
           "may have come again.";
  }
  if (!operation.refusal.empty()) return std::string(find(kRefusals, operation.refusal));
  if (operation.outcome == "cancelled") return {};
  const bool rescued = operation.outcome == "complete" && !operation.fallback_class.empty();
  const auto failure_class = failure_class_named(rescued ? operation.fallback_class : operation.failure_class);
  if (!failure_class || *failure_class == FailureClass::Ok) return {};
  const policy::ClassRow& row = policy::row_of(*failure_class);
  const bool callers_fault = *failure_class == FailureClass::InvalidRequest;
  const std::string documented =
      callers_fault ? fmt::format(
                          " What a request of {} must have, and the page that says so: `jurymast contract show PACK`, with "
                          "the pack of the target, under [families.{}].",
                          operation.family, operation.family)
                    : std::string();
  const std::string_view first = operation.arm == "canary" ? "canary" : "primary";
  return (rescued ? fmt::format("Nothing for this request, it was served. About the {}: ", first) : "") + std::string(row.note) +
         " " + std::string(row.next_step) + documented;
}

}  // namespace jurymast::app
