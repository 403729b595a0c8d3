#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/failure_class.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "record/test_steps.hpp"

/// Logs of incidents of which everything is known, made of real lines. For the tests of this room and of the commands.
namespace jurymast::review::testing {

/// What becomes of one request.
struct Fate {
  FailureClass failure_class = FailureClass::Ok;  ///< of the first target
  bool rescued = false;                           ///< the fallback answered
  bool cancelled = false;                         ///< the caller left
  Duration latency = std::chrono::milliseconds(800);
  bool part_of_incident = false;  ///< it would have been served without the incident
};

/// What a log was made to say.
struct Truth {
  std::optional<WallTime> first_bad;
  std::string first_bad_id;
  WallTime last_bad;
  std::map<std::string, std::uint64_t> classes;  ///< requests that the incident hurt, by class
  std::uint64_t hurt = 0;                        ///< of those, whose caller noticed
  std::uint64_t rescued = 0;
};

/// A log with its truth.
struct MadeLog {
  std::vector<std::string> lines;  ///< without newlines
  Truth truth;
  WallTime now;  ///< when it is looked at
};

/// Requests between two times, so many a minute, and what becomes of each.
struct Traffic {
  std::int64_t from_s = 0;
  std::int64_t to_s = 0;
  std::uint64_t per_minute = 60;
  std::function<Fate(std::int64_t second, Random& random)> fate;
};

/// Makes a log out of traffic and records; lines stand in the order in which a gateway would have written them.
class LogMaker {
 public:
  explicit LogMaker(std::uint64_t seed) : random_(seed) {}
  void add(const Traffic& traffic);
  /// A record that was written at that second.
  void add(std::int64_t second, std::string record);
  /// A check of ours.
  void add_synthetic(std::int64_t second, FailureClass failure_class);
  /// A caller that sent a request twice under one id, and got both answered.
  void add_duplicate(std::int64_t second);
  MadeLog made(std::int64_t now_s);

 private:
  void add_operation(WallTime at, const Fate& fate);
  void write(const record::Operation& operation);

  Random random_;
  std::uint64_t number_ = 0;
  std::multimap<WallTime, std::string> records_;  ///< by when they are written
  Truth truth_;
};

/// Served, but for one in two hundred that the fallback carries.
Fate as_ever(Random& random);

MadeLog rate_limit_storm();  ///< over after 20 minutes; an alert; an override that does not help
MadeLog silent_provider();   ///< goes on; a check notices first
MadeLog bad_deploy();        ///< validation faults from another build on, upstream errors from two minutes later on
MadeLog secret_rotation();   ///< refused keys from a configuration on, until the next one
MadeLog contract_change();   ///< answers stop being what is documented, and the documentation is another one
MadeLog slow_burn();         ///< two requests a minute, one in four of them empty
MadeLog no_incident(std::uint64_t seed);
MadeLog clock_set_back();  ///< no incident; the clock is set back by 90 seconds

/// Where the incidents of these logs begin.
inline constexpr std::int64_t kBeginsS = 2 * 3600;

}  // namespace jurymast::review::testing
