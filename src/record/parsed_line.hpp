#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace jurymast::record {

/// An attempt as a line tells it; names that a line leaves out because they are the default are filled in.
struct ParsedAttempt {
  std::uint64_t number = 0;
  std::string target;
  std::string failure_class;
  std::uint64_t status = 0;
  std::string code;
  std::string type;
  std::string next = "final";
  std::string retry = "no_retry";
  std::uint64_t backoff_us = 0;
  std::uint64_t waited_us = 0;
  std::optional<std::uint64_t> retry_after_ms;
  std::uint64_t started_us = 0;
  std::uint64_t elapsed_us = 0;
  std::optional<std::uint64_t> first_content_us;
  bool reused = false;
  bool maybe_executed = false;
  std::string output;          ///< what the route's rules said of the answer; empty: it was not checked
  std::string prompt_variant;  ///< the target's own system prompt, by name; empty: the request's
  bool corrected = false;
  bool degraded = false;
  std::string breaker = "closed";
  std::uint64_t tokens_before_milli = 0;
  std::uint64_t tokens_after_milli = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t in_flight_limit = 0;
  bool probe = false;
};

/// An operation as a line tells it.
struct ParsedOperation {
  std::string id;
  std::uint64_t config = 0;
  std::string route;
  std::string model_alias;  ///< empty: not told
  std::string client;
  std::string family;
  bool streamed = false;
  std::string primary;
  std::string risk = "low";
  std::string caller_id;
  bool replay = false;
  std::string replay_of;
  std::optional<std::uint64_t> client_timeout_ms;
  std::string unit;  ///< hash of whom it was drawn for; empty: it was drawn for itself
  std::string outcome;
  std::uint64_t status = 0;
  std::string failure_class;  ///< empty: none
  std::string refusal;        ///< empty: none
  std::string arm = "control";
  std::optional<std::uint64_t> weight_ppm;  ///< the probability of the arm canary with which it was drawn; none: it was not
  std::string assigned;                     ///< the target it was drawn to; empty: it was not drawn
  std::string not_drawn;                    ///< why it was not eligible for a draw that stood; empty: it was, or none stood
  std::string decision = "keep_primary";
  std::string served_by;
  bool fallback_taken = false;
  bool fallback_refused = false;
  std::string fallback_class;
  std::string fallback_denial;
  std::vector<std::pair<std::string, std::string>> conditions;
  std::vector<std::string> blocked_by;  ///< the conditions that kept a fallback from serving
  std::vector<std::string> unproven;
  std::uint64_t queued_us = 0;
  bool final_answer = false;
  std::optional<std::uint64_t> retry_after_s;
  bool maybe_executed = false;
  std::vector<ParsedAttempt> attempts;
  std::vector<std::pair<std::string, std::string>> passed_over;  ///< target, denial
  std::string answer_object;
  std::string finish;
  bool answer_parsed = false;
  bool answer_id = false;  ///< it had an id
  std::string model_requested;     ///< empty: not told
  std::string model_returned;      ///< empty: not told
  bool model_unprintable = false;  ///< the answer named a model that is not written down
  std::string model_substituted;  ///< true, false or not_returned; empty where no answer was read
  std::string terminated;         ///< true, false, or empty where it was no stream
  std::optional<std::uint64_t> tokens_in;
  std::optional<std::uint64_t> tokens_out;
  std::string corrective;  ///< the corrective instruction of its attempts, by name; empty: none
  std::string degraded;    ///< the degraded form of its attempts, by name; empty: none
  std::vector<std::string> adapted;
  std::uint64_t bytes_out = 0;
  std::optional<std::uint64_t> first_content_ms;
  std::uint64_t latency_ms = 0;
};

struct ParsedTarget {
  std::string name;
  std::string origin;
  std::string model;
};
struct ParsedRoute {
  std::string name;
  std::string primary;
  std::vector<std::string> fallback;
  std::string mode;
  std::uint64_t attempts = 0;
  std::uint64_t attempts_per_target = 0;
};

/// One line of the log as fields. Those of other kinds than its own are empty.
struct ParsedLine {
  std::string kind;
  std::uint64_t seq = 0;
  WallTime at;
  bool checksum_holds = false;
  ParsedOperation operation;          ///< kind operation
  std::uint64_t config = 0;           ///< kinds snapshot and config
  std::string environment;            ///< kind snapshot
  std::vector<std::pair<std::string, std::string>> flags;  ///< kind snapshot
  std::vector<ParsedTarget> targets;  ///< kind snapshot
  std::vector<ParsedRoute> routes;    ///< kind snapshot
  std::string target;                 ///< kind target_state
  std::string hindrance;              ///< kind target_state
  std::string from;                   ///< kind target_state
  std::string to;                     ///< kind target_state
  std::string event;                  ///< kind boot: start or stop
  std::string boot;                   ///< kind boot
  std::string build;                  ///< kind boot
  bool accepted = false;              ///< kind config
  std::uint64_t problems = 0;         ///< kind config
  std::vector<std::string> changed;   ///< kind config: paths, without those that its line only counts
  std::string gap_reason;             ///< kind gap
  std::uint64_t gap_count = 0;        ///< kind gap
};

inline constexpr std::size_t kLineBytesMax = 16 * 1024;

/// Reads one line, without its newline. Members it does not know are passed over, so that a newer log can be read; fails with Corrupt where
/// the line has not the layout of one. A wrong checksum is told in the result, not as a failure.
Result<ParsedLine> read_line(std::string_view line);

}  // namespace jurymast::record
