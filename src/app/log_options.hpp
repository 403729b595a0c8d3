#pragma once
#include <cstddef>
#include <functional>
#include <string>

namespace jurymast::app {

/// What `jurymast log tail` was asked.
struct LogTailOptions {
  std::string state{};  ///< the state directory
  std::size_t lines = 20;
  bool failures = false;
  bool follow = false;
  bool json = false;
  /// Asked between two looks at the log while following; sleeps, and returns false to end.
  std::function<bool()> wait{};
};

/// What `jurymast log show` was asked: one of the two.
struct LogShowOptions {
  std::string state{};
  std::string id{};          ///< an operation's id
  std::string request_id{};  ///< the id that the caller gave
  bool json = false;
};

/// What `jurymast log export` was asked; times as parse_moment reads them, empty: no bound.
struct LogExportOptions {
  std::string state{};
  std::string since{};
  std::string until{};
  std::string route{};
  bool failures = false;
};

/// What `jurymast log explain` was asked.
struct LogExplainOptions {
  std::string state{};
  std::string id{};
};

/// What `jurymast log verify` was asked.
struct LogVerifyOptions {
  std::string state{};
  bool json = false;
};

inline constexpr std::size_t kLogTailLinesMax = 100'000;

}  // namespace jurymast::app
