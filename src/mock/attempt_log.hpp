#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/family.hpp"
#include "base/time.hpp"

namespace jurymast::mock {

/// Attempts that are kept; older ones are forgotten.
inline constexpr std::size_t kAttemptsKept = 10'000;

/// What became of an attempt.
enum class AttemptEnd : unsigned char {
  InProgress,  ///< queued, answering, or silent on purpose
  Complete,
  Reset,
  Closed,      ///< the connection was ended before the answer was whole
  ClientGone,  ///< the other side left first
  Rejected,    ///< no request: its framing or size was refused
};

/// One request as it reached the mock. Of headers only the names, of the body and the credential only digests.
struct Attempt {
  std::uint64_t n = 0;
  Duration at{0};  ///< since the mock started
  WallTime wall;
  std::string method, path, model;
  std::optional<Family> family;
  bool stream = false;
  std::string request_id;
  std::vector<std::string> header_names;
  std::optional<std::string> stainless_retry_count;
  std::uint64_t body_bytes = 0;
  std::string body_sha256;
  std::string authorization_digest;  ///< first 8 hex digits of the SHA-256 of the header's value; empty without one
  std::uint64_t connection = 0;
  std::uint64_t request_on_connection = 0;
  std::string fault;  ///< as text; empty for the healthy answer
  int status = 0;     ///< 0: no status line was sent
  AttemptEnd ended = AttemptEnd::InProgress;
  std::uint64_t bytes_sent = 0;
  std::optional<Duration> answered_at;  ///< when its turn came; later than `at` where slots are few
  std::optional<Duration> ended_at;
};

/// Every attempt in the order it came.
class AttemptLog {
 public:
  /// Numbers the attempt and keeps it; whoever answers it writes the rest into the same object.
  std::shared_ptr<Attempt> add(Attempt attempt);
  /// Forgets all; numbering goes on, so that no two answers are ever alike.
  void clear();
  /// Forgets all and numbers from one.
  void reset();
  std::vector<Attempt> all() const;
  /// All as one JSON array.
  std::string json() const;
  std::uint64_t count() const { return count_; }

 private:
  std::deque<std::shared_ptr<Attempt>> attempts_;
  std::uint64_t count_ = 0;
};

}  // namespace jurymast::mock
