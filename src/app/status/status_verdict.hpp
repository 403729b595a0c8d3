#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "app/status/status_facts.hpp"

namespace jurymast::app {

/// Whether a target answers now. Nothing is claimed of one that nobody has asked: it is not known.
enum class Standing : unsigned char { Answers, Ramp, NotKnown, Failing, Probing, Open, Paused, KeyRefused, Full };
inline constexpr std::array<std::string_view, 9> kStandingNames{"answers", "ramp",   "not_known",   "failing", "probing",
                                                                "open",    "paused", "key_refused", "full"};
constexpr std::string_view name_of(Standing v) { return kStandingNames[static_cast<std::size_t>(v)]; }

struct TargetStanding {
  Standing standing = Standing::NotKnown;
  Duration left{0};  ///< until it is asked again; open and paused only

  bool is_known_down() const { return standing >= Standing::Failing; }
};

/// How a target stands for one family, asked in the order in which a request is admitted.
TargetStanding standing_of(const StatusFacts& facts, std::string_view target, Family family);

/// What keeps a route's fallbacks from being used; empty: nothing.
enum class Barrier : unsigned char { None, NoFallback, Off, Manual, Killed, Unproven, FailedTest, Barred };
inline constexpr std::array<std::string_view, 8> kBarrierNames{"none",   "no_fallback", "off",         "manual",
                                                               "killed", "unproven",    "failed_test", "barred"};
constexpr std::string_view name_of(Barrier v) { return kBarrierNames[static_cast<std::size_t>(v)]; }
Barrier barrier_of(const StatusFacts& facts, const RouteFacts& route);
/// True where a person lets nothing be sent to the target.
bool is_disabled(const RouteFacts& route, std::string_view target);
/// True where the target is suspended or disabled, and so serves nobody on this route.
bool is_barred(const RouteFacts& route, std::string_view target);
/// What smoke tests say of the fallback at that place of the route's list.
record::Tri shown_of(const RouteFacts& route, std::size_t fallback);

/// How a route stands as a whole.
enum class RouteStanding : unsigned char { Down, OnFallback, NotKnown, Answers };
inline constexpr std::array<std::string_view, 4> kRouteStandingNames{"down", "on_fallback", "not_known", "answers"};
constexpr std::string_view name_of(RouteStanding v) { return kRouteStandingNames[static_cast<std::size_t>(v)]; }
RouteStanding standing_of(const StatusFacts& facts, const RouteFacts& route);

/// What failed most in the last 5 minutes, and what to do about it.
struct Lead {
  std::string word;
  std::string_view next_step;
};
std::optional<Lead> lead_of(const StatusFacts& facts);

/// What the command tells its caller.
int exit_code_of(const StatusFacts& facts);

}  // namespace jurymast::app
