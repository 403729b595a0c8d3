#include "sim/fate.hpp"

#include <array>

namespace jurymast::sim {
namespace {

constexpr std::uint64_t kPerMille = 1000;
constexpr std::uint64_t kSaysWhenInFour = 3;  // of four rate-limited answers, how many carry Retry-After
constexpr std::uint64_t kRetryAfterSecondsMax = 10;
constexpr std::uint64_t kNoFarewellOneOf = 16;

struct FrequentMishap {
  FaultKind kind;
  Mishap mishap;
};
/// The faults that befall a share of the attempts.
constexpr std::array kFrequent = std::to_array<FrequentMishap>({
    {FaultKind::WrongSurface, Mishap::ErrorStatus},
    {FaultKind::ServerErrors, Mishap::ErrorStatus},
    {FaultKind::Resets, Mishap::ResetBeforeHead},
    {FaultKind::Cuts, Mishap::Cut},
    {FaultKind::Stalls, Mishap::Stall},
    {FaultKind::Garbage, Mishap::Garbage},
    {FaultKind::ErrorsInBody, Mishap::ErrorInBody},
    {FaultKind::EmptyAnswers, Mishap::Empty},
    {FaultKind::InvalidAnswers, Mishap::BreaksRules},
});

Fate error_status(int status, std::string_view code) {
  Fate fate;
  fate.mishap = Mishap::ErrorStatus;
  fate.status = status;
  fate.code = code;
  return fate;
}

std::optional<Duration> some_seconds(Random& random) {
  return std::chrono::seconds(1 + static_cast<std::int64_t>(random.below(kRetryAfterSecondsMax)));
}

bool flapped_down(const Weather::Condition& condition, MonotonicTime now) {
  const Duration half = std::chrono::milliseconds(condition.strength);
  return (now - condition.since) / half % 2 == 0;
}

/// The faults under which no attempt gets through.
std::optional<Fate> outage(const Place& place, bool within_rate, Random& random) {
  const auto stands = [&](FaultKind kind) { return place.weather.stands(kind, place.target); };
  if (stands(FaultKind::Silent)) {
    Fate fate;
    fate.mishap = Mishap::Silent;
    return fate;
  }
  const auto& flapping = place.weather.find(FaultKind::Flapping, place.target);
  if (flapping && flapped_down(*flapping, place.now)) return error_status(503, "");
  if (const auto& unavailable = place.weather.find(FaultKind::Unavailable, place.target)) {
    Fate fate = error_status(503, "");
    if (random.chance(unavailable->strength, kPerMille)) fate.retry_after = some_seconds(random);
    return fate;
  }
  if (stands(FaultKind::CredentialRefused)) return error_status(401, "invalid_api_key");
  if (stands(FaultKind::Quota)) return error_status(429, "insufficient_quota");
  if (!within_rate) {
    Fate fate = error_status(429, "rate_limit_exceeded");
    if (random.chance(kSaysWhenInFour, 4)) fate.retry_after = some_seconds(random);
    return fate;
  }
  return std::nullopt;
}

void turn_into_error(FaultKind kind, Fate& fate, Random& random) {
  if (kind == FaultKind::WrongSurface) {
    fate.content = wire::ContentKind::Html;
    return;
  }
  constexpr std::array<int, 6> kStatuses{500, 500, 502, 503, 504, 529};
  fate.status = kStatuses[random.below(kStatuses.size())];
}

Mishap variant_of(Mishap mishap, Random& random) {
  if (mishap != Mishap::Cut) return mishap;
  constexpr std::array kCuts{Mishap::Cut, Mishap::Closed, Mishap::EndsEarly};
  return kCuts[random.below(kCuts.size())];
}

}  // namespace

Mishap draw_connection(const Place& place, bool reused, Random& random) {
  if (place.weather.stands(FaultKind::Refused, place.target)) return Mishap::Refused;
  if (place.weather.stands(FaultKind::SilentHost, place.target)) return reused ? Mishap::Silent : Mishap::SilentHost;
  const auto& stale = place.weather.find(FaultKind::StaleConnections, place.target);
  return reused && stale && random.chance(stale->strength, kPerMille) ? Mishap::Stale : Mishap::None;
}

Fate draw_fate(const Place& place, bool within_rate, unsigned tokens, Random& random) {
  if (const std::optional<Fate> all = outage(place, within_rate, random)) return *all;
  Fate fate;
  fate.first_token = place.provider.first_token / 2 + random.jitter(place.provider.first_token);
  fate.gap = place.provider.gap / 2 + random.jitter(place.provider.gap);
  if (const auto& slow = place.weather.find(FaultKind::SlowFirstTokens, place.target)) {
    fate.first_token += std::chrono::milliseconds(slow->strength);
  }
  fate.after = static_cast<unsigned>(random.below(tokens));
  for (const FrequentMishap& frequent : kFrequent) {
    const auto& condition = place.weather.find(frequent.kind, place.target);
    if (!condition || !random.chance(condition->strength, kPerMille)) continue;
    fate.mishap = variant_of(frequent.mishap, random);
    if (fate.mishap == Mishap::ErrorStatus) turn_into_error(frequent.kind, fate, random);
    return fate;
  }
  if (random.chance(1, kNoFarewellOneOf)) fate.mishap = Mishap::NoFarewell;
  return fate;
}

wire::ErrorFacts error_facts(const Fate& fate) {
  wire::ErrorFacts facts;
  facts.present = true;
  facts.code = fate.code;
  facts.type = fate.status == 429 ? "requests" : "server_error";
  return facts;
}

wire::AnswerFacts answer_facts(const Fate& fate) {
  wire::AnswerFacts facts;
  if (fate.mishap == Mishap::Garbage) return facts;
  facts.parsed = true;
  if (fate.mishap == Mishap::ErrorInBody) {
    facts.error = error_facts(fate);
    return facts;
  }
  facts.object_matches = facts.required_present = facts.finished = facts.id_present = true;
  facts.has_content = fate.mishap != Mishap::Empty;
  facts.finish = wire::FinishState::Stop;
  return facts;
}

}  // namespace jurymast::sim
