#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "policy/request_facts.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::policy {

/// How many shadows run at once in the whole process.
inline constexpr unsigned kShadowsMax = 64;
/// How full the server may be, in percent of `server.max_inflight`, before no shadow begins, and before those that run are ended: long before
/// the first request of a caller is refused.
inline constexpr std::uint64_t kShadowBeginPercent = 50;
inline constexpr std::uint64_t kShadowEndPercent = 70;
/// How long a shadow may take.
inline constexpr Duration kShadowTimeMax = std::chrono::seconds(60);
/// Output tokens that a request is taken to ask for where neither it nor its target says how many.
inline constexpr std::uint64_t kShadowTokensUnsaid = 4096;

/// Why a request has no shadow; None: it has one.
enum class ShadowDenial : unsigned char {
  None,
  Off,         ///< its route has none
  NotSampled,  ///< it is not of the share
  Ineligible,  ///< it leans on state, may do something twice, or is no caller's first request
  NoFallback,  ///< no fallback could serve it, or it goes to one anyway
  Busy,        ///< callers need the room, or too many shadows run
  Budget,      ///< the tokens of this minute are used up
};
inline constexpr std::array<std::string_view, 7> kShadowDenialNames{"none",        "off",  "not_sampled", "ineligible",
                                                                    "no_fallback", "busy", "budget"};
constexpr std::string_view name_of(ShadowDenial v) { return kShadowDenialNames[static_cast<std::size_t>(v)]; }

/// What must be known besides a request's facts.
struct ShadowSurroundings {
  bool tools = false;                        ///< the request offers tools
  std::optional<std::uint64_t> token_limit;  ///< as the request says
  std::uint64_t coin = 0;                    ///< a keyed hash of the operation's id, not the one of its draw
  unsigned in_flight = 0;                    ///< requests of callers
  unsigned shadows = 0;
  std::uint64_t memory_held = 0;
};

/// Whether a request has a shadow, and where it goes.
struct ShadowChoice {
  ShadowDenial denial = ShadowDenial::Off;
  TargetIndex target;
  std::uint64_t tokens = 0;  ///< what it may cost, input and output together
};

/// Chooses for a request whose assignment is made; the budget is asked after this.
ShadowChoice choose_shadow(const RequestFacts& facts, const ShadowSurroundings& surroundings, const Snapshot& snapshot);
/// True where shadows that run are in the way of callers.
bool must_end_shadows(std::uint64_t in_flight, const ServerSettings& server);
/// What the exchange of a shadow is told: the request's facts, with one target and no way to change what is known of it.
RequestFacts shadow_facts(const RequestFacts& of_caller, const ShadowChoice& choice, OperationId id);

/// The tokens that shadows of one route may ask for: a minute's worth, filled by time. A value.
class ShadowBudget {
 public:
  /// Takes them if they are there.
  bool take(std::uint64_t tokens, std::uint64_t per_minute, MonotonicTime now);

 private:
  std::optional<MonotonicTime> filled_;
  std::uint64_t level_ = 0;  ///< in parts of a token
};

}  // namespace jurymast::policy
